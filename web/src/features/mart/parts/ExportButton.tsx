import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TableSchema } from '@/features/mart/api/table';
import { ExportDialog } from '@/features/mart/parts/ExportDialog';
import { useConditions } from '@/features/mart/useConditions';
import { usePinned } from '@/lib/snapshot';

/** Exports what the address says: this table under these conditions, in this order. */
export function ExportButton({ schema }: { schema: TableSchema }) {
  const { t } = useTranslation('mart');
  const { where, filters, sort } = useConditions(schema);
  const pinned = usePinned();
  const [open, setOpen] = useState(false);
  const said = filters.map(({ column }) => column);
  const conditions = Object.entries(where).filter(([column]) => said.includes(column));
  return (
    <>
      <Button type="primary" icon={<DownloadOutlined aria-hidden />} onClick={() => setOpen(true)}>
        {t('export.open')}
      </Button>
      {open && (
        <ExportDialog
          asked={{ table: schema.name, filters, sort, pinned }}
          conditions={conditions.map(([column, text]) => `${column} ${text}`)}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
