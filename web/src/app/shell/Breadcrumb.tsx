import { Link, useRouterState } from '@tanstack/react-router';
import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { placeOf } from '@/app/menu';
import styles from '@/app/shell/Breadcrumb.module.css';

/**
 * Group and page; within a page that page and what is open in it (the rest of the address, a table's name for
 * instance). Of more than these the middle is folded: a tooltip has the whole way.
 */
export function Breadcrumb() {
  const { t, i18n } = useTranslation();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const place = placeOf(pathname);
  if (!place) return <div className={styles.crumbs} />;
  const page = t(`menu.${place.page.key}`);
  const rest = pathname
    .slice(place.page.to.length)
    .split('/')
    .filter(Boolean)
    .map(decodeURIComponent)
    .map((part) => (i18n.exists(`menu.part.${part}`) ? t(`menu.part.${part}`) : part));
  const group = place.page.key === 'dashboard' ? [] : [t(`menu.${place.group.key}`)];
  const way = [...group, page, ...rest].join(' / ');
  const last = rest.at(-1);
  return (
    <nav aria-label={t('shell.where')} className={styles.crumbs}>
      <ol className={styles.list}>
        {last === undefined ? (
          <>
            {group.length > 0 && <li className={styles.group}>{group}</li>}
            <li aria-current="page">{page}</li>
          </>
        ) : (
          <>
            <li>
              <Link to={place.page.to} className={styles.link} title={way}>
                {page}
              </Link>
            </li>
            {rest.length > 1 && (
              <li className={styles.folded}>
                <Tooltip title={way}>
                  <button type="button" className={styles.more} aria-label={way}>
                    …
                  </button>
                </Tooltip>
              </li>
            )}
            <li aria-current="page" title={way}>
              {last}
            </li>
          </>
        )}
      </ol>
    </nav>
  );
}
