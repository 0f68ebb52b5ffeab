import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

/** Fields `chosen` and `repeated` of a form: a new password, twice the same. */
export function NewPasswordFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name="chosen"
        label={t('signIn.chosen')}
        validateTrigger="onBlur"
        rules={[{ required: true, message: t('signIn.chosenMissing') }]}
      >
        <Input.Password autoFocus autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="repeated"
        label={t('signIn.repeated')}
        dependencies={['chosen']}
        validateTrigger="onBlur"
        rules={[
          { required: true, message: t('signIn.repeatedMissing') },
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              !value || value === getFieldValue('chosen')
                ? Promise.resolve()
                : Promise.reject(new Error(t('signIn.repeatedDiffers'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  );
}
