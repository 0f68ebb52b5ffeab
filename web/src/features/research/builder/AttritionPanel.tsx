import { Skeleton } from 'antd';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import styles from '@/features/research/builder/AttritionPanel.module.css';
import type { Expression } from '@/features/research/builder/definition/circe';
import { OverlapTable } from '@/features/research/builder/OverlapTable';
import { useAttrition } from '@/features/research/builder/useAttrition';
import { useFormat } from '@/lib/format/useFormat';

type Step = { events: number | null; persons: number | null };

interface Props {
  expression: Expression;
  off: boolean[];
}

/** How the rules thin out the entry events, in their order: what is left, and what each has taken away. */
export const AttritionPanel = memo(function AttritionPanel({ expression, off }: Props) {
  const { t } = useTranslation('builder');
  const { data: found, error, isFetching, refetch, rules, enabled, settled } = useAttrition(expression, off);
  const names = (settled.InclusionRules ?? []).map(
    (rule, at) => rule.name || t('rule.newName', { number: at + 1 }),
  );
  // Figures of a definition with other rules must not stand beside these names.
  const fits = found !== undefined && (found.rights === 'none' || found.steps.length === rules.length + 1);
  return (
    <>
      <Panel title={t('attrition.title')} extra={<Which snapshot={found?.snapshot} busy={isFetching} />}>
        {!enabled && <p className={styles.note}>{t('attrition.begin')}</p>}
        {error && <ErrorNotice error={error} onRetry={refetch} compact />}
        {enabled && !fits && !error && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
        {fits && !error && found.rights === 'none' && <p className={styles.note}>{t('attrition.nothing')}</p>}
        {fits && !error && found.rights !== 'none' && (
          <div aria-busy={isFetching}>
            <Steps steps={found.steps} names={names} rules={rules} off={off} />
            {found.rights === 'own' && <p className={styles.note}>{t('attrition.own')}</p>}
            {found.cells > 0 && (
              <p className={styles.note}>{t('attrition.suppressed', { cells: found.cells })}</p>
            )}
          </div>
        )}
      </Panel>
      {fits && !error && found.overlaps.length > 0 && rules.length > 1 && (
        <Panel title={t('overlap.title')}>
          <OverlapTable overlaps={found.overlaps} rules={rules} names={names} />
        </Panel>
      )}
    </>
  );
});

function Which({ snapshot, busy }: { snapshot: number | null | undefined; busy: boolean }) {
  const { t } = useTranslation('builder');
  if (busy) return <span className={styles.which}>{t('attrition.pending')}</span>;
  if (snapshot === undefined) return null;
  return (
    <span className={styles.which}>
      {snapshot === null ? t('attrition.inPlace') : t('attrition.snapshot', { version: snapshot })}
    </span>
  );
}

function Steps({
  steps,
  names,
  rules,
  off,
}: {
  steps: Step[];
  names: string[];
  rules: number[];
  off: boolean[];
}) {
  const { t } = useTranslation('builder');
  const format = useFormat();
  const [entry, ...rest] = steps;
  const whole = entry?.persons ?? null;
  const shown = (value: number | null) => (value === null ? '<5' : format.exact(value));
  const row = (key: string, name: string, step: Step, before?: Step) => (
    <tr key={key}>
      <th scope="row">
        <span className={styles.name} title={name}>
          {name}
        </span>
        <span className={styles.track} aria-hidden>
          <span
            className={styles.bar}
            style={{ width: `${whole && step.persons ? (step.persons / whole) * 100 : 0}%` }}
          />
        </span>
      </th>
      <td>{shown(step.persons)}</td>
      <td className={styles.lost}>
        {before?.persons !== undefined &&
        before.persons !== null &&
        step.persons !== null &&
        before.persons > 0
          ? `−${format.exact(before.persons - step.persons)} (${format.percent((before.persons - step.persons) / before.persons)})`
          : ''}
      </td>
      <td>{shown(step.events)}</td>
    </tr>
  );
  if (!entry) return null;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('attrition.rule')}</th>
          <th scope="col">{t('attrition.persons')}</th>
          <th scope="col">{t('attrition.lost')}</th>
          <th scope="col">{t('attrition.events')}</th>
        </tr>
      </thead>
      <tbody>
        {row('entry', t('attrition.entry'), entry)}
        {names.map((name, at) => {
          const place = rules.indexOf(at);
          const step = rest[place];
          if (!step)
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: rules are known by their place
              <tr key={at} className={styles.off}>
                <th scope="row">
                  <span className={styles.name} title={name}>
                    {name}
                  </span>
                </th>
                <td colSpan={3}>{t(off[at] ? 'attrition.off' : 'attrition.pending')}</td>
              </tr>
            );
          return row(String(at), `${at + 1}. ${name}`, step, steps[place]);
        })}
      </tbody>
    </table>
  );
}
