import { Link, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { placeOf } from '@/app/menu';
import styles from '@/app/shell/Breadcrumb.module.css';

/** Group, page, and what is open in it (the rest of the address, a table's name for instance). */
export function Breadcrumb() {
  const { t, i18n } = useTranslation();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const place = placeOf(pathname);
  if (!place) return <div className={styles.crumbs} />;
  const rest = pathname.slice(place.page.to.length).split('/').filter(Boolean).map(decodeURIComponent);
  return (
    <nav aria-label={t('shell.where')} className={styles.crumbs}>
      <ol className={styles.list}>
        {place.page.key !== 'dashboard' && <li className={styles.group}>{t(`menu.${place.group.key}`)}</li>}
        <li>
          {rest.length > 0 ? (
            <Link to={place.page.to} className={styles.link}>
              {t(`menu.${place.page.key}`)}
            </Link>
          ) : (
            <span aria-current="page">{t(`menu.${place.page.key}`)}</span>
          )}
        </li>
        {rest.map((part, index) => (
          <li key={part} aria-current={index === rest.length - 1 ? 'page' : undefined}>
            {i18n.exists(`menu.part.${part}`) ? t(`menu.part.${part}`) : part}
          </li>
        ))}
      </ol>
    </nav>
  );
}
