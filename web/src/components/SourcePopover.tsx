import { InfoCircleOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Popover } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '@/components/SourcePopover.module.css';
import type { FigureSource } from '@/components/source';
import { useFormat } from '@/lib/format/useFormat';

/** A small button that answers where a figure comes from. */
export function SourceButton({ of, source }: { of: string; source: FigureSource }) {
  const { t } = useTranslation();
  return (
    <Popover trigger="click" placement="bottom" content={<SourceFacts source={source} />} title={of}>
      <Button
        type="text"
        size="small"
        className={styles.button}
        icon={<InfoCircleOutlined aria-hidden />}
        aria-label={`${of}: ${t('source.open')}`}
      />
    </Popover>
  );
}

function SourceFacts({ source }: { source: FigureSource }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <dl className={styles.facts}>
      <div>
        <dt>{t('source.tables')}</dt>
        <dd>
          {source.tables.map((table) => (
            <Link key={table} to={`/mart/${table}` as '/mart'} className={styles.table}>
              {table}
            </Link>
          ))}
        </dd>
      </div>
      {source.snapshot !== undefined && (
        <div>
          <dt>{t('source.snapshot')}</dt>
          <dd>
            {source.snapshot}
            {source.publishedAt &&
              ` · ${format.dateTime(source.publishedAt)} (${format.ago(source.publishedAt)})`}
          </dd>
        </div>
      )}
      {source.snapshot === undefined && source.publishedAt && (
        <div>
          <dt>{t('snapshot.computed')}</dt>
          <dd>{`${format.dateTime(source.publishedAt)} (${format.ago(source.publishedAt)})`}</dd>
        </div>
      )}
      {source.masked && (
        <div>
          <dt>{t('source.masks')}</dt>
          <dd>{source.masked.length > 0 ? source.masked.join(', ') : t('source.unmasked')}</dd>
        </div>
      )}
      {source.sql && (
        <div>
          <dt>{t('source.query')}</dt>
          <dd>
            <pre className={styles.sql}>{source.sql}</pre>
          </dd>
        </div>
      )}
    </dl>
  );
}
