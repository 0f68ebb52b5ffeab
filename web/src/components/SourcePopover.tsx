import { InfoCircleOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Popover } from 'antd';
import { useTranslation } from 'react-i18next';
import { Facts } from '@/components/Facts';
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
  const { publishedAt } = source;
  const at = publishedAt && `${format.dateTime(publishedAt)} (${format.ago(publishedAt)})`;
  return (
    <div className={styles.facts}>
      <Facts
        facts={[
          [
            t('source.tables'),
            source.tables.map((table) => (
              <Link key={table} to={`/mart/${table}` as '/mart'} className={styles.table}>
                {table}
              </Link>
            )),
          ],
          [
            t('source.snapshot'),
            source.snapshot !== undefined && [source.snapshot, at].filter(Boolean).join(' · '),
          ],
          [t('snapshot.computed'), source.snapshot === undefined && at],
          [t('source.masks'), source.masked && (source.masked.join(', ') || t('source.unmasked'))],
          [t('source.query'), source.sql && <pre className={styles.sql}>{source.sql}</pre>],
        ]}
      />
    </div>
  );
}
