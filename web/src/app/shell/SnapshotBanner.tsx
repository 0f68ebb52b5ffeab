import { PushpinFilled } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import styles from '@/app/shell/SnapshotBanner.module.css';
import { ApiError } from '@/lib/api/problem';
import { useFormat } from '@/lib/format/useFormat';
import { snapshotQuery, usePinned } from '@/lib/snapshot';

/** Says that what is read is not the newest, and leads back. Nothing where it is. */
export function SnapshotBanner() {
  const { t } = useTranslation();
  const format = useFormat();
  const pinned = usePinned();
  const { data: newest } = useQuery(snapshotQuery(undefined));
  const { data: read, error } = useQuery({ ...snapshotQuery(pinned), retry: false });
  if (pinned === undefined) return null;
  const gone = error instanceof ApiError ? error.message : undefined;
  if (!gone && (!read || !newest || read.version === newest.version)) return null;
  return (
    <div className={styles.banner} role="status">
      <PushpinFilled aria-hidden />
      <span>
        {gone ??
          t('snapshot.older', {
            name: read?.version === Number(pinned) ? '' : ` ‘${pinned}’`,
            version: read?.version,
            at: format.dateTime(read?.published_at ?? ''),
          })}
      </span>
      <Link to="." search={(old) => ({ ...old, snapshot: undefined })} className={styles.back}>
        {newest?.version == null ? t('snapshot.unpin') : t('snapshot.back', { version: newest.version })}
      </Link>
    </div>
  );
}
