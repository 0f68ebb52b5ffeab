import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RouteLoading } from '@/app/RouteLoading';
import { EmergencyBanner } from '@/app/shell/EmergencyBanner';
import styles from '@/app/shell/Shell.module.css';
import { Sidebar } from '@/app/shell/Sidebar';
import { SnapshotBanner } from '@/app/shell/SnapshotBanner';
import { TopBar } from '@/app/shell/TopBar';
import { useShortcuts } from '@/app/shell/useShortcuts';

const CommandPalette = lazy(() => import('@/app/palette/CommandPalette'));
const KeyboardHelp = lazy(() => import('@/app/shell/KeyboardHelp'));

export function Shell() {
  const { t } = useTranslation();
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const openPalette = useCallback(() => setPalette(true), []);
  const openHelp = useCallback(() => setHelp(true), []);
  useShortcuts(openPalette, openHelp);
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        {t('shell.skip')}
      </a>
      <Sidebar />
      <div className={styles.column}>
        <TopBar onSearch={openPalette} onHelp={openHelp} />
        <EmergencyBanner />
        <SnapshotBanner />
        <main id="content" tabIndex={-1} className={styles.content}>
          <Suspense fallback={<RouteLoading />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <Suspense>
        {palette && <CommandPalette onClose={() => setPalette(false)} onHelp={openHelp} />}
        {help && <KeyboardHelp onClose={() => setHelp(false)} />}
      </Suspense>
    </div>
  );
}
