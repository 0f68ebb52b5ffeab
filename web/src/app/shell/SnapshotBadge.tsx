import { useQuery } from '@tanstack/react-query';
import { Popover, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '@/app/shell/SnapshotBadge.module.css';
import { useFormat } from '@/lib/format/useFormat';
import { snapshotQuery } from '@/lib/snapshot';

/** Which state of the data everyone reads now, how old it is, and whether it is real. */
export function SnapshotBadge() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: snapshot } = useQuery(snapshotQuery);
  if (snapshot === undefined) return null;
  if (snapshot === null) return <span className={styles.none}>{t('snapshot.none')}</span>;
  const inPlace = snapshot.version === null;
  const at = snapshot.published_at && `${format.dateTime(snapshot.published_at)} (Asia/Seoul)`;
  const facts: [string, string][] = [
    ...(inPlace ? [] : [[t('snapshot.version'), String(snapshot.version)] as [string, string]]),
    [t(inPlace ? 'snapshot.computed' : 'snapshot.published'), at ?? t('snapshot.never')],
    [t('snapshot.source'), snapshot.source],
    [t('snapshot.vocabulary'), snapshot.vocabulary_version || '–'],
  ];
  const details = (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {inPlace && <p className={styles.note}>{t('snapshot.inPlaceNote')}</p>}
      {snapshot.synthetic && <p className={styles.note}>{t('snapshot.syntheticNote')}</p>}
    </dl>
  );
  return (
    <Popover content={details} trigger="click" placement="bottomLeft">
      <button type="button" className={styles.badge}>
        {snapshot.synthetic && (
          <Tag color="warning" className={styles.tag}>
            {t('snapshot.synthetic')}
          </Tag>
        )}
        <span>
          {inPlace ? t('snapshot.inPlace') : t('snapshot.label', { version: snapshot.version })}
          {snapshot.published_at && !inPlace && (
            <span className={styles.age}> · {format.ago(snapshot.published_at)}</span>
          )}
        </span>
      </button>
    </Popover>
  );
}
