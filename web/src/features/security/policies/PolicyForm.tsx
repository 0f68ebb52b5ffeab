import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Checkbox, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/FormDialog';
import { definitionOf, KINDS, type PolicyVersion } from '@/features/security/policies/api';
import { ConceptField } from '@/features/security/policies/ConceptField';
import {
  definitionFrom,
  type Fields,
  fieldsOf,
  NAME,
  objectKinds,
} from '@/features/security/policies/definition';
import { EffectFields } from '@/features/security/policies/EffectFields';
import { PolicyPreview } from '@/features/security/policies/PolicyPreview';
import { SubjectFields } from '@/features/security/policies/SubjectFields';
import { useColumns } from '@/features/security/policies/useColumns';
import { useNamed } from '@/features/security/policies/useNamed';
import styles from '@/features/security/SecurityPage.module.css';
import { api, data } from '@/lib/api/client';

interface Props {
  /** The policy whose next version is written; undefined: a new one. */
  policy?: PolicyVersion;
  /** What a new one is about, where a page has led here. */
  columns?: string[];
  onClose: () => void;
}

/** Writes a policy's next version; what somebody would then see can be looked at before. */
export function PolicyForm({ policy, columns, onClose }: Props) {
  const { t } = useTranslation('security');
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const fields = Form.useWatch([], form) as Fields | undefined;
  const before = policy && definitionOf(policy);
  const options = useNamed();
  const { isWhole } = useColumns();
  const kind = fields?.kind ?? 'mask';
  const save = useMutation({
    mutationFn: (given: Fields) =>
      data(
        api.PUT('/api/security/policies/{key}', {
          params: { path: { key: given.key } },
          body: {
            policy: definitionFrom(given, isWhole),
            reason: given.reason,
            proposed: given.proposed ?? false,
          },
        }),
      ),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['policies'] });
      onClose();
    },
  });
  return (
    <FormDialog
      width={880}
      title={policy ? t('policies.changeOf', { key: policy.key }) : t('policies.add')}
      okText={t('policies.save')}
      form={form}
      initialValues={
        policy && before ? fieldsOf(policy.key, before) : { kind: 'mask', mask: 'null', columns }
      }
      hiddenToo
      send={save}
      onClose={onClose}
      after={
        fields && (
          <PolicyPreview
            name={NAME.test(fields.key ?? '') ? fields.key : 'draft'}
            draft={() => definitionFrom(fields, isWhole)}
          />
        )
      }
    >
      <div className={styles.pairs}>
        <Form.Item
          name="key"
          label={t('policies.name')}
          rules={[{ required: true, pattern: NAME, message: t('policies.nameRule') }]}
        >
          <Input disabled={policy !== undefined} autoComplete="off" maxLength={60} />
        </Form.Item>
        <Form.Item name="kind" label={t('policies.kind')}>
          <Select options={KINDS.map((one) => ({ value: one, label: t(`policies.does.${one}`) }))} />
        </Form.Item>
        <EffectFields kind={kind} said={fields ?? {}} />
        {objectKinds(kind).map((each) =>
          each === 'concepts' ? (
            <ConceptField key={each} />
          ) : (
            <Form.Item key={each} name={each} label={t(`policies.about.${each}`)}>
              <Select mode="multiple" options={options[each]} showSearch={{ optionFilterProp: 'label' }} />
            </Form.Item>
          ),
        )}
      </div>
      <h3>{t('policies.subjects')}</h3>
      <p className={styles.quiet}>{t('policies.whoNote')}</p>
      <SubjectFields />
      <h3>{t('policies.sparedTitle')}</h3>
      <p className={styles.quiet}>{t('policies.sparedNote')}</p>
      <SubjectFields within="unless" />
      <div className={styles.pairs}>
        <Form.Item name="starts" label={t('policies.starts')}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="ends" label={t('policies.ends')}>
          <Input type="date" />
        </Form.Item>
      </div>
      <Form.Item name="absolute" valuePropName="checked">
        <Checkbox>{t('policies.absolute')}</Checkbox>
      </Form.Item>
      <Form.Item name="proposed" valuePropName="checked">
        <Checkbox>{t('policies.propose')}</Checkbox>
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('policies.reason')}
        rules={[{ required: true, whitespace: true, message: t('policies.reasonMissing') }]}
      >
        <Input autoComplete="off" maxLength={2000} />
      </Form.Item>
    </FormDialog>
  );
}
