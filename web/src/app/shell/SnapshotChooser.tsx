import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '@/app/shell/SnapshotChooser.module.css';
import { ErrorNotice } from '@/components/ErrorNotice';
import { SyntheticTag } from '@/components/SyntheticTag';
import { useFormat } from '@/lib/format/useFormat';
import { snapshotsQuery } from '@/lib/snapshot';

interface Props {
  pinned: string | undefined;
  onChosen: () => void;
}

/** The newest snapshot, those with a name, and the others; each is a link, so that it can be passed on. */
export function SnapshotChooser({ pinned, onChosen }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: snapshots, error, refetch } = useQuery(snapshotsQuery);
  if (error) return <ErrorNotice error={error} onRetry={refetch} compact />;
  if (!snapshots) return <Skeleton active title={false} paragraph={{ rows: 3 }} />;
  const item = (
    key: string,
    name: string | number | undefined,
    label: string,
    note: string,
    synthetic: boolean,
  ) => {
    const here = pinned === (name === undefined ? undefined : String(name));
    return (
      <li key={key}>
        <Link
          to="."
          search={(old) => ({ ...old, snapshot: name })}
          className={here ? styles.here : styles.item}
          activeOptions={{ exact: true }}
          onClick={onChosen}
        >
          <span className={styles.label}>{label}</span>
          <span className={styles.note}>{note}</span>
          {synthetic && <SyntheticTag />}
        </Link>
      </li>
    );
  };
  const tagged = snapshots.flatMap((each) => each.tags.map((tag) => ({ ...each, tag: tag.name })));
  const newest = snapshots[0];
  return (
    <nav className={styles.chooser} aria-label={t('snapshot.choose')}>
      <ul>
        {newest &&
          item('newest', undefined, t('snapshot.newest'), t('snapshot.newestNote'), newest.synthetic)}
      </ul>
      {tagged.length > 0 && <h3>{t('snapshot.tagged')}</h3>}
      <ul>
        {tagged.map((each) =>
          item(
            each.tag,
            each.tag,
            each.tag,
            `${t('snapshot.label', { version: each.version })} · ${format.ago(each.published_at)}`,
            each.synthetic,
          ),
        )}
      </ul>
      <h3>{t('snapshot.all')}</h3>
      <ul>
        {snapshots.map((each) =>
          item(
            String(each.version),
            each.version,
            t('snapshot.label', { version: each.version }),
            `${format.dateTime(each.published_at)} · ${each.source}`,
            each.synthetic,
          ),
        )}
      </ul>
    </nav>
  );
}
