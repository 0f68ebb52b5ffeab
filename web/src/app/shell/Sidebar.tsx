import { MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons';
import { Link, useRouterState } from '@tanstack/react-router';
import { Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MENU, type MenuPage, type MenuPart, partOf, placeOf } from '@/app/menu';
import styles from '@/app/shell/Sidebar.module.css';
import { useInPlace } from '@/lib/snapshot';

const KEY = 'asan.sidebar';

export function Sidebar() {
  const { t } = useTranslation();
  const [collapsed, setCollapsed] = useState(() => localStorage.getItem(KEY) === 'collapsed');
  const toggle = () => {
    localStorage.setItem(KEY, collapsed ? 'open' : 'collapsed');
    setCollapsed(!collapsed);
  };
  const label = t(collapsed ? 'shell.expand' : 'shell.collapse');
  return (
    <aside className={collapsed ? styles.collapsed : styles.sidebar}>
      <Link to="/" className={styles.brand} aria-label="Asan Data Platform">
        <img src="/mark.svg" alt="" width={24} height={24} />
        {!collapsed && <span>Asan Data Platform</span>}
      </Link>
      <nav aria-label={t('shell.menu')} className={styles.nav}>
        {MENU.map((group) => (
          <div key={group.key} className={styles.group}>
            {!collapsed && <div className={styles.heading}>{t(`menu.${group.key}`)}</div>}
            <ul className={styles.list}>
              {group.pages.map((page) => (
                <li key={page.key}>
                  <PageLink page={page} collapsed={collapsed} />
                  {!collapsed && page.parts && <Parts page={page} parts={page.parts} />}
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <button type="button" className={styles.fold} onClick={toggle} aria-expanded={!collapsed} title={label}>
        {collapsed ? <MenuUnfoldOutlined aria-hidden /> : <MenuFoldOutlined aria-hidden />}
        <span className={collapsed ? 'visually-hidden' : undefined}>{label}</span>
      </button>
    </aside>
  );
}

/** The pages of a module, once one is in it. */
function Parts({ page, parts }: { page: MenuPage; parts: MenuPart[] }) {
  const { t } = useTranslation();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  if (placeOf(pathname)?.page.key !== page.key) return null;
  const here = partOf(page, pathname);
  return (
    <ul className={styles.parts}>
      {parts.map((part) => (
        <li key={part.key}>
          <Link
            to={part.to}
            className={part === here ? styles.partHere : styles.part}
            aria-current={part === here ? 'page' : undefined}
          >
            {t(`menu.part.${part.key}`)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function PageLink({ page, collapsed }: { page: MenuPage; collapsed: boolean }) {
  const { t } = useTranslation();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const here = placeOf(pathname)?.page.key === page.key;
  const exactly = here && !partOf(page, pathname);
  const idle = useInPlace() && page.key === 'etl';
  const name = t(`menu.${page.key}`);
  const link = (
    <Link
      to={page.to}
      className={here ? styles.here : styles.link}
      aria-current={exactly ? 'page' : undefined}
    >
      <span className={styles.icon} aria-hidden>
        {page.icon}
      </span>
      <span className={collapsed ? 'visually-hidden' : undefined}>{name}</span>
      {idle && <span className={collapsed ? 'visually-hidden' : styles.idle}>{t('menu.idle')}</span>}
    </Link>
  );
  return collapsed || idle ? (
    <Tooltip title={idle ? t('menu.idleNote', { name }) : name} placement="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}
