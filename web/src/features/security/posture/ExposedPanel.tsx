import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { Panel } from '@/components/Panel';
import { useSubjectName } from '@/features/security/posture/useSubjectName';
import styles from '@/features/security/SecurityPage.module.css';
import type { components } from '@/lib/api/schema';
import { useHasRole } from '@/lib/session/me';

type Exposed = components['schemas']['Exposed'];

/** What identifies a person: looked at first. */
const IDENTIFYING = 'pii';

/** Tagged columns that some role reads as they are. */
export function ExposedPanel({ exposed }: { exposed: Exposed[] }) {
  const { t } = useTranslation('security');
  const mayWrite = useHasRole('admin', 'steward');
  const [role, setRole] = useState('');
  const [tag, setTag] = useState(IDENTIFYING);
  const subject = useSubjectName();
  const roleName = (name: string) => subject(name.includes(':') ? name : `role:${name}`);
  const readersOf = ({ roles, others }: Exposed) => [...roles, ...others];
  const roles = [...new Set(exposed.flatMap(readersOf))].sort();
  const tags = [...new Set([IDENTIFYING, ...exposed.flatMap((each) => each.tags)])].sort();
  const shown = exposed.filter(
    (each) => (!role || readersOf(each).includes(role)) && (!tag || each.tags.includes(tag)),
  );
  const count = shown.reduce((sum, each) => sum + each.columns.length, 0);
  return (
    <Panel title={t('posture.exposed', { count })}>
      <p className={styles.quiet}>{t('posture.exposedNote')}</p>
      {exposed.length === 0 ? (
        <p>{t('posture.exposedNone')}</p>
      ) : (
        <>
          <div className={styles.listFilters}>
            <Choice
              label={t('policies.about.tags')}
              value={tag}
              onChange={setTag}
              options={[
                { value: '', label: t('posture.everyTag') },
                ...tags.map((name) => ({ value: name, label: name })),
              ]}
            />
            <Choice
              label={t('posture.role')}
              value={role}
              onChange={setRole}
              options={[
                { value: '', label: t('posture.everyRole') },
                ...roles.map((name) => ({ value: name, label: roleName(name) })),
              ]}
            />
          </div>
          {shown.length === 0 && <p>{t('posture.exposedNoMatch')}</p>}
          <table className={styles.table} hidden={shown.length === 0}>
            <thead>
              <tr>
                <th scope="col">{t('policies.about.columns')}</th>
                <th scope="col">{t('policies.about.tags')}</th>
                <th scope="col">{t('posture.readers')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('posture.next')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ table, columns, tags: carried, roles: own, others }) => (
                <tr key={`${table}:${columns.join()}:${others.join()}`}>
                  <td>
                    <code>{table}</code>
                    <div className={styles.quiet}>{columns.join(', ')}</div>
                  </td>
                  <td>{carried.join(', ')}</td>
                  <td>{[...own, ...others].map(roleName).join(', ')}</td>
                  <td className={styles.end}>
                    {mayWrite && (
                      <Link
                        to="/security"
                        search={{
                          tab: 'policies',
                          want: columns.map((column) => `${table}.${column}`).join(','),
                        }}
                        aria-label={t('posture.maskOf', { table, columns: columns.join(', ') })}
                      >
                        {t('posture.mask')}
                      </Link>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Panel>
  );
}
