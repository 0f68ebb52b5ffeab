import { PushpinFilled } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '@/app/shell/SnapshotBadge.module.css';
import { SnapshotChooser } from '@/app/shell/SnapshotChooser';
import { Facts } from '@/components/Facts';
import { SyntheticTag } from '@/components/SyntheticTag';
import { useFormat } from '@/lib/format/useFormat';
import { type SnapshotInUse, snapshotQuery, usePinned } from '@/lib/snapshot';

/** Which state of the data is read here, how old it is, whether it is real; and the choice of another. */
export function SnapshotBadge() {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const pinned = usePinned();
  const { data: snapshot, error } = useQuery(snapshotQuery(pinned));
  if (snapshot === undefined && !error) return null;
  if (snapshot === null) return <span className={styles.none}>{t('snapshot.none')}</span>;
  const inPlace = snapshot?.kind === 'in_place';
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      content={
        <>
          {snapshot && <About snapshot={snapshot} />}
          {!inPlace && <SnapshotChooser pinned={pinned} onChosen={() => setOpen(false)} />}
        </>
      }
      trigger="click"
      placement="bottomLeft"
    >
      <button type="button" className={styles.badge} aria-expanded={open}>
        {snapshot?.synthetic && <SyntheticTag className={styles.tag} />}
        {pinned && <PushpinFilled className={styles.pin} aria-label={t('snapshot.pinned')} />}
        {!snapshot && <span>{pinned}</span>}
        {snapshot && (
          <span>
            {inPlace ? t('snapshot.inPlace') : t('snapshot.label', { version: snapshot.version })}
            {snapshot.published_at && !inPlace && (
              <span className={styles.age}> · {format.ago(snapshot.published_at)}</span>
            )}
          </span>
        )}
      </button>
    </Popover>
  );
}

function About({ snapshot }: { snapshot: SnapshotInUse }) {
  const { t } = useTranslation();
  const format = useFormat();
  const inPlace = snapshot.version === null;
  const at = snapshot.published_at && `${format.dateTime(snapshot.published_at)} (Asia/Seoul)`;
  const facts: [string, string][] = [
    ...(inPlace ? [] : [[t('snapshot.version'), String(snapshot.version)] as [string, string]]),
    [t(inPlace ? 'snapshot.computed' : 'snapshot.published'), at ?? t('snapshot.never')],
    [t('snapshot.source'), snapshot.source],
    [t('snapshot.vocabulary'), snapshot.vocabulary_version || '–'],
  ];
  return (
    <>
      <Facts facts={facts} />
      {inPlace && <p className={styles.note}>{t('snapshot.inPlaceNote')}</p>}
      {snapshot.synthetic && <p className={styles.note}>{t('snapshot.syntheticNote')}</p>}
    </>
  );
}
