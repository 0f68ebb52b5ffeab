import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/FormDialog';
import {
  holderOf,
  holderParts,
  KINDS,
  type Kind,
  LEAST,
  LIMITS,
  type Limits,
} from '@/features/security/limits';
import styles from '@/features/security/SecurityPage.module.css';
import { useRoleOptions } from '@/features/security/useRoleOptions';
import { api, data } from '@/lib/api/client';

interface Fields extends Limits {
  kind: Kind;
  name?: string;
  reason?: string;
}

interface Props {
  /** Whose limits are changed, and what they are; neither where new ones are set. */
  holder?: string;
  limits?: Limits;
  onClose: () => void;
}

/** Sets what a role, a group, a user or everyone may use up; a field left empty limits nothing. */
export function LimitForm({ holder, limits, onClose }: Props) {
  const { t } = useTranslation('security');
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const kind = Form.useWatch('kind', form);
  const names = useNames(kind);
  const save = useMutation({
    mutationFn: ({ kind: whose, name, reason, ...given }: Fields) =>
      data(
        api.PUT('/api/security/limits', {
          body: { holder: holderOf(whose, name), limits: given, reason: reason ?? '' },
        }),
      ),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['limits'] });
      onClose();
    },
  });
  return (
    <FormDialog
      title={holder ? t('limits.change') : t('limits.add')}
      okText={t('limits.save')}
      note={<p className={styles.quiet}>{t('limits.empty')}</p>}
      form={form}
      initialValues={{ ...(holder ? holderParts(holder) : { kind: 'role' }), ...limits }}
      send={save}
      onClose={onClose}
    >
      <div className={styles.pairs}>
        <Form.Item name="kind" label={t('limits.who')}>
          <Select
            disabled={holder !== undefined}
            options={KINDS.map((one) => ({ value: one, label: t(`limits.kind.${one}`) }))}
            onChange={() => form.setFieldValue('name', undefined)}
          />
        </Form.Item>
        {kind && kind !== 'everyone' && (
          <Form.Item
            name="name"
            label={t(`limits.kind.${kind}`)}
            rules={[{ required: true, message: t('limits.nameMissing') }]}
          >
            <Select
              disabled={holder !== undefined}
              showSearch={{ optionFilterProp: 'label' }}
              options={names}
              notFoundContent={t('limits.nobody')}
            />
          </Form.Item>
        )}
        {LIMITS.map((limit) => (
          <Form.Item
            key={limit}
            name={limit}
            label={t(`limits.of.${limit}`)}
            dependencies={LIMITS.filter((other) => other !== limit)}
            rules={limit === 'rows' ? [{ validator: () => someLimit(form.getFieldsValue(), t) }] : undefined}
          >
            <InputNumber min={LEAST[limit]} precision={0} style={{ width: '100%' }} />
          </Form.Item>
        ))}
      </div>
      <Form.Item name="reason" label={t('limits.reason')}>
        <Input autoComplete="off" maxLength={500} />
      </Form.Item>
    </FormDialog>
  );
}

function someLimit(given: Fields, t: (key: 'limits.noneGiven') => string): Promise<void> {
  const some = LIMITS.some((limit) => typeof given[limit] === 'number');
  return some ? Promise.resolve() : Promise.reject(new Error(t('limits.noneGiven')));
}

/** Those of a kind whose limits can be set. */
function useNames(kind: Kind | undefined): { value: string; label: string }[] | undefined {
  const roles = useRoleOptions();
  const { data: groups } = useQuery({
    queryKey: ['groups'],
    queryFn: () => data(api.GET('/api/security/groups')),
    enabled: kind === 'group',
  });
  const { data: users } = useQuery({
    queryKey: ['users'],
    queryFn: () => data(api.GET('/api/security/users')),
    enabled: kind === 'user',
  });
  if (kind === 'role') return roles;
  if (kind === 'group') return groups?.map(({ name, title }) => ({ value: name, label: title }));
  return users?.map(({ name, display_name }) => ({
    value: name,
    label: display_name === name ? name : `${display_name} (${name})`,
  }));
}
