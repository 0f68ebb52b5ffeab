import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Input, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import {
  definitionOf,
  KINDS,
  objectsOf,
  type PolicyVersion,
  policiesQuery,
  STATES,
  stateOf,
  subjectsOf,
} from '@/features/security/policies/api';
import { PolicyForm } from '@/features/security/policies/PolicyForm';
import { PolicyHistory } from '@/features/security/policies/PolicyHistory';
import { PolicyTable } from '@/features/security/policies/PolicyTable';
import { useToday } from '@/features/security/policies/useToday';
import styles from '@/features/security/SecurityPage.module.css';

const route = getRouteApi('/shell/security');

/** Every policy, by what it does, for whom, about what and whether it holds; its history; and the way to write one. */
export default function PoliciesTab() {
  const { t } = useTranslation('security');
  const today = useToday();
  const { data: policies, error, refetch } = useQuery(policiesQuery);
  const [kind, setKind] = useState('');
  const [state, setState] = useState('');
  const [words, setWords] = useState('');
  const { want } = route.useSearch();
  const navigate = route.useNavigate();
  const [writing, setWriting] = useState<{ policy?: PolicyVersion; columns?: string[] } | undefined>(
    want ? { columns: want.split(',') } : undefined,
  );
  const written = () => {
    setWriting(undefined);
    if (want) navigate({ search: (old) => ({ ...old, want: undefined }), replace: true });
  };
  const [opened, setOpened] = useState<string>();
  const shown = policies?.filter(
    (policy) =>
      (!kind || definitionOf(policy)?.effect?.kind === kind) &&
      (!state || stateOf(policy, today) === state) &&
      textOf(policy).includes(words.trim().toLowerCase()),
  );
  const clear = () => {
    setKind('');
    setState('');
    setWords('');
  };
  return (
    <div className={styles.wide}>
      <Panel
        title={t('policies.title')}
        extra={
          <Button type="primary" onClick={() => setWriting({})}>
            {t('policies.add')}
          </Button>
        }
      >
        <p className={styles.quiet}>{t('policies.note')}</p>
        <div className={styles.listFilters}>
          <Choice
            label={t('policies.kind')}
            value={kind}
            onChange={setKind}
            options={[
              { value: '', label: t('policies.everyKind') },
              ...KINDS.map((one) => ({ value: one, label: t(`policies.does.${one}`) })),
            ]}
          />
          <Choice
            label={t('policies.state')}
            value={state}
            onChange={setState}
            options={[
              { value: '', label: t('policies.everyState') },
              ...STATES.map((one) => ({ value: one, label: t(`policies.is.${one}`) })),
            ]}
          />
          <Input
            allowClear
            value={words}
            onChange={(event) => setWords(event.target.value)}
            aria-label={t('policies.search')}
            placeholder={t('policies.search')}
            style={{ width: 280 }}
          />
        </div>
        {error && <ErrorNotice error={error} onRetry={refetch} />}
        {!policies && !error && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
        {policies?.length === 0 && (
          <EmptyState title={t('policies.none')} reason={t('policies.noneReason')} />
        )}
        {policies && policies.length > 0 && shown?.length === 0 && (
          <EmptyState
            title={t('policies.noMatch')}
            reason={t('policies.noMatchReason')}
            action={<Button onClick={clear}>{t('policies.clear')}</Button>}
          />
        )}
        {shown && shown.length > 0 && (
          <PolicyTable policies={shown} onHistory={setOpened} onChange={(policy) => setWriting({ policy })} />
        )}
      </Panel>
      {writing && <PolicyForm {...writing} onClose={written} />}
      {opened && <PolicyHistory name={opened} onClose={() => setOpened(undefined)} />}
    </div>
  );
}

function textOf(policy: PolicyVersion): string {
  const subjects = subjectsOf(policy).map(({ name }) => name);
  return [policy.key, policy.reason, policy.changed_by, ...objectsOf(policy), ...subjects]
    .join(' ')
    .toLowerCase();
}
