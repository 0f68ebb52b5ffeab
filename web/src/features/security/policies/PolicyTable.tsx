import { Button, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import {
  definitionOf,
  objectsOf,
  type PolicyVersion,
  type State,
  stateOf,
  subjectsOf,
} from '@/features/security/policies/api';
import { useToday } from '@/features/security/policies/useToday';
import styles from '@/features/security/SecurityPage.module.css';
import { useFormat } from '@/lib/format/useFormat';
import { maskName } from '@/lib/masks';

const COLOURS: Record<State, string> = {
  force: 'success',
  waiting: 'warning',
  rejected: 'error',
  later: 'processing',
  ended: 'default',
};

interface Props {
  policies: PolicyVersion[];
  onHistory: (key: string) => void;
  onChange: (policy: PolicyVersion) => void;
}

export function PolicyTable({ policies, onHistory, onChange }: Props) {
  const { t } = useTranslation('security');
  const { dateTime } = useFormat();
  const today = useToday();
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('policies.name')}</th>
          <th scope="col">{t('policies.kind')}</th>
          <th scope="col">{t('policies.objects')}</th>
          <th scope="col">{t('policies.subjects')}</th>
          <th scope="col">{t('policies.state')}</th>
          <th scope="col">
            <span className="visually-hidden">{t('policies.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {policies.map((policy) => {
          const state = stateOf(policy, today);
          const { starts, ends } = definitionOf(policy) ?? {};
          return (
            <tr key={policy.key}>
              <td className={styles.words}>
                <strong>{policy.key}</strong>
                <div className={styles.quiet}>
                  {[
                    t('policies.version', { version: policy.version }),
                    policy.changed_by,
                    dateTime(policy.changed_at),
                  ].join(' · ')}
                </div>
                {policy.reason && <div className={styles.quiet}>{policy.reason}</div>}
              </td>
              <td>
                <Does policy={policy} />
              </td>
              <td className={styles.words}>
                {objectsOf(policy).map((name) => (
                  <div key={name}>
                    <code>{name}</code>
                  </div>
                ))}
                {objectsOf(policy).length === 0 && definitionOf(policy) && t('policies.allPatients')}
              </td>
              <td className={styles.words}>
                <Who policy={policy} />
              </td>
              <td>
                <Tag color={COLOURS[state]}>{t(`policies.is.${state}`)}</Tag>
                {(starts || ends) && <div className={styles.quiet}>{`${starts ?? ''} ~ ${ends ?? ''}`}</div>}
              </td>
              <td className={styles.end}>
                <div className={styles.actions}>
                  <Button
                    size="small"
                    aria-label={t(state === 'waiting' ? 'policies.decideOf' : 'policies.historyOf', {
                      key: policy.key,
                    })}
                    onClick={() => onHistory(policy.key)}
                  >
                    {t(state === 'waiting' ? 'policies.decide' : 'policies.history')}
                  </Button>
                  {definitionOf(policy) && (
                    <Button
                      size="small"
                      aria-label={t('policies.changeOf', { key: policy.key })}
                      onClick={() => onChange(policy)}
                    >
                      {t('policies.change')}
                    </Button>
                  )}
                </div>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Does({ policy }: { policy: PolicyVersion }) {
  const { t } = useTranslation('security');
  const effect = definitionOf(policy)?.effect;
  if (policy.body === null) return <Tag>{t('policies.removed')}</Tag>;
  if (!effect) return <Tag color="error">{t('policies.unreadable')}</Tag>;
  return (
    <>
      {t(`policies.does.${effect.kind}`)}
      {effect.kind === 'mask' && <div className={styles.quiet}>{maskName(t, effect.mask.name)}</div>}
      {effect.kind === 'rows' && <div className={styles.quiet}>{t(`policies.rule.${effect.rule.kind}`)}</div>}
    </>
  );
}

function Who({ policy }: { policy: PolicyVersion }) {
  const { t } = useTranslation('security');
  const spared = subjectsOf(policy, 'unless');
  const subjects = subjectsOf(policy);
  const definition = definitionOf(policy);
  if (!definition) return null;
  return (
    <>
      {subjects.length === 0 && t('policies.everyone')}
      <Names of={subjects} />
      {spared.length > 0 && <div className={styles.quiet}>{t('policies.sparedTitle')}</div>}
      <Names of={spared} />
      {definition.absolute && <Tag>{t('policies.absoluteShort')}</Tag>}
    </>
  );
}

function Names({ of }: { of: ReturnType<typeof subjectsOf> }) {
  const { t } = useTranslation('security');
  return of.map(({ kind, name }) => (
    <div key={`${kind}:${name}`}>
      <span className={styles.quiet}>{t(`policies.of.${kind}`)}</span>{' '}
      {kind === 'roles' ? t(`role.${name}`, { defaultValue: name }) : name}
    </div>
  ));
}
