import { QuestionCircleOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { Breadcrumb } from '@/app/shell/Breadcrumb';
import { JobsMenu } from '@/app/shell/JobsMenu';
import { LanguageButton } from '@/app/shell/LanguageButton';
import { MeMenu } from '@/app/shell/MeMenu';
import { NoticesMenu } from '@/app/shell/NoticesMenu';
import { ProjectMenu } from '@/app/shell/ProjectMenu';
import { SnapshotBadge } from '@/app/shell/SnapshotBadge';
import { ThemeButton } from '@/app/shell/ThemeButton';
import styles from '@/app/shell/TopBar.module.css';

const COMMAND = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K';

interface Props {
  onSearch: () => void;
  onHelp: () => void;
}

export function TopBar({ onSearch, onHelp }: Props) {
  const { t } = useTranslation();
  return (
    <header className={styles.bar}>
      <Breadcrumb />
      <SnapshotBadge />
      <ProjectMenu />
      <div className={styles.tools}>
        <button
          type="button"
          className={styles.search}
          onClick={onSearch}
          aria-keyshortcuts="Control+K Meta+K"
        >
          <SearchOutlined aria-hidden />
          <span className={styles.hint}>{t('shell.search')}</span>
          <kbd className={styles.key}>{COMMAND}</kbd>
        </button>
        <JobsMenu />
        <NoticesMenu />
        <Tooltip title={t('shell.keyboard')}>
          <Button
            type="text"
            icon={<QuestionCircleOutlined aria-hidden />}
            aria-label={t('shell.keyboard')}
            onClick={onHelp}
          />
        </Tooltip>
        <LanguageButton />
        <ThemeButton />
        <MeMenu />
      </div>
    </header>
  );
}
