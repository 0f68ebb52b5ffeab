import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import { useSubjectName } from '@/features/security/posture/useSubjectName';
import type { Tab } from '@/features/security/routes';
import styles from '@/features/security/SecurityPage.module.css';
import type { components } from '@/lib/api/schema';
import { useFormat } from '@/lib/format/useFormat';
import { useHasRole } from '@/lib/session/me';

type Schemas = components['schemas'];

interface ListProps {
  title: string;
  none: string;
  /** Where what is listed is dealt with, and the words that lead there; without them for who may only look. */
  next?: { tab: Tab; words: string };
  rows: { key: string; what: ReactNode; about: string }[];
}

function List({ title, none, next, rows }: ListProps) {
  return (
    <Panel
      title={title}
      extra={
        next &&
        rows.length > 0 && (
          <Link to="/security" search={{ tab: next.tab }}>
            {next.words}
          </Link>
        )
      }
    >
      {rows.length === 0 ? (
        <p>{none}</p>
      ) : (
        <table className={styles.table}>
          <tbody>
            {rows.map(({ key, what, about }) => (
              <tr key={key}>
                <th scope="row">{what}</th>
                <td>{about}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

export function UnreadablePanel({ policies }: { policies: Schemas['BrokenPolicy'][] }) {
  const { t } = useTranslation('security');
  const next = { tab: 'policies', words: t('posture.toPolicies') } as const;
  const mayWrite = useHasRole('admin', 'steward');
  return (
    <List
      title={t('posture.unreadable', { count: policies.length })}
      none=""
      next={mayWrite ? next : undefined}
      rows={policies.map(({ key, version, changed_by }) => ({
        key,
        what: key,
        about: `${t('policies.version', { version })} · ${changed_by} · ${t('posture.unreadableMeans')}`,
      }))}
    />
  );
}

export function EndingPanel({ policies }: { policies: Schemas['EndingPolicy'][] }) {
  const { t } = useTranslation('security');
  const subject = useSubjectName();
  const next = { tab: 'policies', words: t('posture.toPolicies') } as const;
  const mayWrite = useHasRole('admin', 'steward');
  return (
    <List
      title={t('posture.ending', { count: policies.length })}
      none={t('posture.endingNone')}
      next={mayWrite ? next : undefined}
      rows={policies.map(({ key, kind, ends, changed_by, subjects }) => ({
        key,
        what: key,
        about: [
          t('posture.endsOn', { day: ends }),
          t(`policies.does.${kind as 'grant'}`),
          subjects.length > 0 ? subjects.map(subject).join(', ') : t('policies.everyone'),
          changed_by,
          key.startsWith('request-') && t('posture.renewable'),
        ]
          .filter(Boolean)
          .join(' · '),
      }))}
    />
  );
}

export function ProjectsPanel({ projects }: { projects: Schemas['EndingProject'][] }) {
  const { t } = useTranslation('security');
  return (
    <List
      title={t('posture.projects', { count: projects.length })}
      none={t('posture.projectsNone')}
      next={{ tab: 'projects', words: t('posture.toProjects') }}
      rows={projects.map(({ key, title, ends, members }) => ({
        key,
        what: `${title} (${key})`,
        about: [t('posture.endsOn', { day: ends }), t('posture.members', { count: members })].join(' · '),
      }))}
    />
  );
}

export function AccountsPanel({ accounts }: { accounts: Schemas['IdleAccountView'][] }) {
  const { t } = useTranslation('security');
  const { dateTime } = useFormat();
  const next = { tab: 'users', words: t('posture.toUsers') } as const;
  const mayManage = useHasRole('admin');
  return (
    <List
      title={t('posture.accounts', { count: accounts.length })}
      none={t('posture.accountsNone')}
      next={mayManage ? next : undefined}
      rows={accounts.map(({ name, display_name, service, created_at, last_used_at }) => ({
        key: name,
        what: display_name === name ? name : `${display_name} (${name})`,
        about: [
          last_used_at
            ? t('posture.lastUsed', { at: dateTime(last_used_at) })
            : t('posture.neverUsed', { at: dateTime(created_at) }),
          service && t('posture.service'),
        ]
          .filter(Boolean)
          .join(' · '),
      }))}
    />
  );
}

export function TokensPanel({ tokens }: { tokens: Schemas['LooseTokenView'][] }) {
  const { t } = useTranslation('security');
  const { dateTime } = useFormat();
  const next = { tab: 'access', words: t('posture.toTokens') } as const;
  const mayManage = useHasRole('admin');
  return (
    <List
      title={t('posture.tokens', { count: tokens.length })}
      none={t('posture.tokensNone')}
      next={mayManage ? next : undefined}
      rows={tokens.map(({ id, name, account, last_used_at, expires_at, unused, ends_soon }) => ({
        key: String(id),
        what: `${name} (${account})`,
        about: [
          unused &&
            (last_used_at
              ? t('posture.lastUsed', { at: dateTime(last_used_at) })
              : t('posture.tokenNeverUsed')),
          ends_soon && t('posture.endsOn', { day: dateTime(expires_at) }),
        ]
          .filter(Boolean)
          .join(' · '),
      }))}
    />
  );
}
