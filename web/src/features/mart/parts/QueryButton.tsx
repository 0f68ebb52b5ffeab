import { CodeOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { useTranslation } from 'react-i18next';
import type { RowsPage } from '@/features/mart/api/rows';
import styles from '@/features/mart/parts/RowsTab.module.css';
import { useFormat } from '@/lib/format/useFormat';

/** Where these rows come from: the question, its snapshot, its record in the audit. */
export function QueryButton({ page }: { page: RowsPage }) {
  const { t } = useTranslation('mart');
  const { dateTime } = useFormat();
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={t('rows.queryTitle')}
      content={
        <div className={styles.query}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long SQL is scrolled by the keyboard */}
          <pre className={styles.sql} tabIndex={0}>
            {page.sql}
          </pre>
          <p className={styles.note}>
            {page.snapshot.version === null
              ? t('rows.inPlace', { source: page.snapshot.source })
              : t('rows.snapshot', {
                  version: page.snapshot.version,
                  at: dateTime(page.snapshot.published_at ?? ''),
                })}
          </p>
          <p className={styles.note}>{t('rows.queryNote', { audit: page.audit_id })}</p>
        </div>
      }
    >
      <Button size="small" type="text" icon={<CodeOutlined aria-hidden />}>
        {t('rows.query')}
      </Button>
    </Popover>
  );
}
