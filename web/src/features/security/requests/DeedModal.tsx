import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/FormDialog';
import { type Request, refreshRequests } from '@/features/security/requests/api';
import { api, data } from '@/lib/api/client';

export type Deed = 'approve' | 'refuse' | 'renew' | 'withdraw' | 'end';

interface Fields {
  note: string;
  days: number;
}

interface Props {
  request: Request;
  deed: Deed;
  onClose: () => void;
}

/** One step of a request, with a word about it: needed to refuse and to renew. */
export function DeedModal({ request, deed, onClose }: Props) {
  const { t } = useTranslation('security');
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const params = { path: { number: request.id } };
  const act = useMutation({
    mutationFn: ({ note = '', days }: Fields) => {
      if (deed === 'renew') {
        const body = { reason: note, days };
        return data(api.POST('/api/security/requests/{number}/renewal', { params, body }));
      }
      if (deed === 'approve' || deed === 'refuse') {
        const body = { approve: deed === 'approve', note };
        return data(api.POST('/api/security/requests/{number}/decision', { params, body }));
      }
      return data(api.DELETE('/api/security/requests/{number}', { params: { ...params, query: { note } } }));
    },
    onSuccess: async () => {
      await refreshRequests(queryClient);
      onClose();
    },
  });
  const needed = deed === 'refuse' || deed === 'renew';
  return (
    <FormDialog
      title={t('requests.deedOf', { deed: t(`requests.deed.${deed}`), object: request.object })}
      okText={t(`requests.deed.${deed}`)}
      danger={deed === 'end'}
      note={<p>{t(`requests.means.${deed}`, { count: request.days })}</p>}
      form={form}
      initialValues={{ days: request.days }}
      send={act}
      onClose={onClose}
    >
      {deed !== 'withdraw' && (
        <Form.Item
          name="note"
          label={t(needed ? 'requests.why' : 'requests.word')}
          rules={needed ? [{ required: true, whitespace: true, message: t('requests.whyMissing') }] : []}
        >
          <Input.TextArea rows={3} maxLength={2000} />
        </Form.Item>
      )}
      {deed === 'renew' && (
        <Form.Item
          name="days"
          label={t('requests.howLong')}
          rules={[{ required: true, message: t('requests.daysMissing') }]}
        >
          <InputNumber min={1} max={366} precision={0} />
        </Form.Item>
      )}
    </FormDialog>
  );
}
