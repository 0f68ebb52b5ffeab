import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import styles from '@/features/research/builder/Builder.module.css';
import { useBuilder } from '@/features/research/builder/context';
import { DaysField } from '@/features/research/builder/criteria/DaysField';
import type { Endpoint, Window } from '@/features/research/builder/definition/circe';
import { type Path, valueAt } from '@/features/research/builder/definition/paths';

interface Props {
  path: Path;
  /** A window for ends: where it is not said of which of the event's dates it is, it is of the end. */
  ends: boolean;
}

type Edge = 'before' | 'after' | 'first' | 'last';

const EDGES: Edge[] = ['before', 'after', 'first', 'last'];
const DAYS = 30;

function edgeOf({ Days: days, Coeff: coeff }: Endpoint): Edge {
  if (days === undefined || days === null) return coeff === -1 ? 'first' : 'last';
  return coeff === -1 ? 'before' : 'after';
}

/** From when to when around an index event the other event starts or ends; observation is the widest. */
export function WindowFields({ path, ends }: Props) {
  const { t } = useTranslation('builder');
  const { expression, set, readOnly } = useBuilder();
  const window = (valueAt(expression, path) ?? {}) as Window;
  // Inside a criterion the index event is that criterion's, not the one by which the person entered.
  const index = path.includes('CorrelatedCriteria') ? 'outer' : 'entry';
  const side = t(ends ? 'window.ofEnd' : 'window.ofStart');
  const edge = (name: 'Start' | 'End') => {
    const point: Endpoint = window[name] ?? {};
    const kind = edgeOf(point);
    return (
      <span className={styles.pair}>
        {(kind === 'before' || kind === 'after') && (
          <DaysField
            label={t(`window.days${name}`, { of: side })}
            path={[...path, name, 'Days']}
            otherwise={0}
          />
        )}
        <Choice
          label={t(`window.edge${name}`, { of: side })}
          value={kind}
          disabled={readOnly}
          options={EDGES.map((each) => ({ value: each, label: t(`window.${each}`) }))}
          onChange={(next) => {
            const { Days: days, ...rest } = point;
            const coeff = next === 'before' || next === 'first' ? -1 : 1;
            const open = next === 'first' || next === 'last';
            set([...path, name], { ...rest, ...(!open && { Days: days ?? DAYS }), Coeff: coeff });
          }}
        />
        <span>{t(name === 'Start' ? 'window.from' : 'window.until')}</span>
      </span>
    );
  };
  const choice = (name: 'UseEventEnd' | 'UseIndexEnd', label: string, otherwise: boolean, words: string) => (
    <Choice
      label={label}
      value={(window[name] ?? otherwise) ? 'end' : 'start'}
      disabled={readOnly}
      options={['start', 'end'].map((each) => ({ value: each, label: t(`window.${words}_${each}`) }))}
      onChange={(next) => set([...path, name], next === 'end')}
    />
  );
  return (
    <>
      <span className={styles.attributeName}>{t('window.label')}</span>
      {choice('UseEventEnd', t('window.event', { of: side }), ends, 'event')}
      {choice('UseIndexEnd', t('window.index', { of: side }), false, index)}
      {edge('Start')}
      {edge('End')}
    </>
  );
}
