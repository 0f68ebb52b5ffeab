import { useTranslation } from 'react-i18next';
import { NoticeList } from '@/components/NoticeList';
import { Panel } from '@/components/Panel';
import styles from '@/features/security/SecurityPage.module.css';

const SHOWN = 100;

/** What I was told, newest first. */
export default function NoticesTab() {
  const { t } = useTranslation();
  return (
    <div className={styles.stack}>
      <Panel title={t('notices.title')}>
        <NoticeList most={SHOWN} />
      </Panel>
    </div>
  );
}
