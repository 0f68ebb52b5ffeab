import { useMutation } from '@tanstack/react-query';
import { AutoComplete, Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import type { Definition } from '@/features/security/policies/api';
import styles from '@/features/security/policies/PolicyPreview.module.css';
import { PreviewRows } from '@/features/security/policies/PreviewRows';
import { useNamed } from '@/features/security/policies/useNamed';
import { api, data } from '@/lib/api/client';

const ROWS = 8;

interface Props {
  /** The policy's name: of that name the draft takes the place. */
  name: string;
  draft: () => Definition;
}

/** What somebody else sees of a question now, and what they would see with the draft: both through the gateway. */
export function PolicyPreview({ name, draft }: Props) {
  const { t } = useTranslation('security');
  const { users } = useNamed();
  const [user, setUser] = useState('');
  const [sql, setSql] = useState('');
  const question = sql.trim() || suggested(draft());
  const look = useMutation({
    mutationFn: () => {
      const tried = draft();
      const ask = (with_: Record<string, Definition>) =>
        data(
          api.POST('/api/security/preview', {
            body: {
              user: user.trim(),
              sql: question,
              groups: [],
              // The draft would count for nobody else: it is looked at as it is meant.
              project: tried.subjects?.projects?.[0] ?? null,
              purpose: tried.subjects?.purposes?.[0] ?? null,
              draft: with_,
              limit: ROWS,
            },
          }),
        );
      return Promise.allSettled([ask({}), ask({ [name]: tried })]);
    },
  });
  return (
    <section aria-label={t('policies.preview.title')} className={styles.preview}>
      <h3>{t('policies.preview.title')}</h3>
      <p className={styles.quiet}>{t('policies.preview.note')}</p>
      <div className={styles.question}>
        <AutoComplete
          value={user}
          onChange={setUser}
          options={users}
          aria-label={t('policies.preview.user')}
          placeholder={t('policies.preview.user')}
          style={{ width: 200 }}
        />
        <Input
          value={sql}
          onChange={(event) => setSql(event.target.value)}
          aria-label={t('policies.preview.sql')}
          placeholder={question}
        />
        <Button disabled={user.trim() === ''} loading={look.isPending} onClick={() => look.mutate()}>
          {t('policies.preview.look')}
        </Button>
      </div>
      {look.error && <ErrorNotice error={look.error} compact />}
      {look.data && (
        <div className={styles.sides}>
          {look.data.map((side, index) => {
            const title = t(index === 0 ? 'policies.preview.now' : 'policies.preview.then');
            return (
              <div key={title}>
                <h4>{title}</h4>
                {side.status === 'rejected' ? (
                  <ErrorNotice error={side.reason} compact />
                ) : (
                  <PreviewRows label={title} answer={side.value} />
                )}
              </div>
            );
          })}
        </div>
      )}
    </section>
  );
}

/** A question about what the draft is about: the values of a column, or how many rows there are. */
function suggested({ objects, effect }: Definition): string {
  const column = objects?.columns?.[0];
  if (column)
    return `SELECT ${column.split('.').at(-1)} FROM ${column.slice(0, column.lastIndexOf('.'))} LIMIT ${ROWS}`;
  if (effect.kind === 'concepts') return 'SELECT count(*) AS rows FROM cdm.condition_occurrence';
  const table = objects?.tables?.[0] ?? 'cdm.person';
  return effect.kind === 'rows'
    ? `SELECT count(*) AS rows FROM ${table}`
    : `SELECT * FROM ${table} LIMIT ${ROWS}`;
}
