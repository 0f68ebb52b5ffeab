import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import styles from '@/components/NoticeList.module.css';
import { useFormat } from '@/lib/format/useFormat';
import { noticesQuery } from '@/lib/notices';

interface Props {
  /** How many of the newest. */
  most: number;
  /** Somebody follows a notice to its page. */
  onGo?: () => void;
}

/** My newest notices, each of which leads to the page that it is about. */
export function NoticeList({ most, onGo }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const router = useRouter();
  const { data: told } = useQuery(noticesQuery);
  if (!told || told.notices.length === 0) return <p className={styles.none}>{t('notices.none')}</p>;
  return (
    <ul className={styles.list}>
      {told.notices.slice(0, most).map((notice) => (
        <li key={notice.id}>
          <button
            type="button"
            className={notice.read ? styles.read : styles.unread}
            onClick={() => {
              onGo?.();
              router.history.push(notice.address);
            }}
          >
            <span>{t(`notices.kind.${notice.kind.replace('.', '_')}`, notice.values)}</span>
            <span className={styles.quiet}>{format.ago(notice.created_at)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
