import { CheckCircleOutlined, SafetyCertificateOutlined, WarningOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, data } from '@/lib/api/client';
import { ApiError } from '@/lib/api/problem';
import { useFormat } from '@/lib/format/useFormat';

/** Follows the chain of hashes when asked, and says whether every record is as it was written. */
export function AuditVerdict() {
  const { t } = useTranslation('security');
  const format = useFormat();
  const verdict = useQuery({
    queryKey: ['audit-verdict'],
    queryFn: () => data(api.GET('/api/security/audit/verify')),
    enabled: false,
  });
  const found = verdict.data;
  return (
    <>
      <span aria-live="polite">
        {verdict.error && (
          <Tag color="error">
            {verdict.error instanceof ApiError ? verdict.error.message : t('failure.offline')}
          </Tag>
        )}
        {found && found.broken_at === null && (
          <Tag color="success" icon={<CheckCircleOutlined aria-hidden />}>
            {t('audit.whole', { count: format.exact(found.records) })}{' '}
            {found.anchored === null
              ? t('audit.noAnchor')
              : t('audit.anchored', { count: format.exact(found.anchored) })}
          </Tag>
        )}
        {found && found.broken_at !== null && (
          <Tag color="error" icon={<WarningOutlined aria-hidden />}>
            {t('audit.broken', { id: found.broken_at })} {found.reason}
          </Tag>
        )}
      </span>
      <Button
        size="small"
        type="text"
        icon={<SafetyCertificateOutlined aria-hidden />}
        loading={verdict.isFetching}
        onClick={() => verdict.refetch()}
      >
        {t('audit.verify')}
      </Button>
    </>
  );
}
