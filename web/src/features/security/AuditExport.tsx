import { DownloadOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { useAuditConditions } from '@/features/security/auditSearch';

const FORMATS = { csv: 'CSV', jsonl: 'JSON Lines', parquet: 'Parquet' } as const;

/** Takes what the conditions find as a file; that it was taken is in the audit. */
export function AuditExport() {
  const { t } = useTranslation('security');
  const conditions = useAuditConditions();
  const address = (format: string) => {
    const given = Object.entries(conditions).filter(([, value]) => value !== undefined);
    return `/api/security/audit/export?${new URLSearchParams([
      ...given.map(([name, value]) => [name, String(value)]),
      ['format', format],
    ])}`;
  };
  const items = Object.entries(FORMATS).map(([format, label]) => ({
    key: format,
    label: (
      <a href={address(format)} download={`audit.${format}`}>
        {label}
      </a>
    ),
  }));
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <Button size="small" type="text" icon={<DownloadOutlined aria-hidden />}>
        {t('audit.export')}
      </Button>
    </Dropdown>
  );
}
