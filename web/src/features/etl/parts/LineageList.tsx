import { Link } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lineage, LineageNode, Step } from '@/features/etl/api/lineage';
import { neighbours } from '@/features/etl/lineage/shown';
import styles from '@/features/etl/parts/LineageList.module.css';

interface Props {
  lineage: Lineage;
  steps: Step[];
  chosen: string | undefined;
  onChoose: (node: string | undefined) => void;
}

const KINDS = ['step', 'source', 'vocabulary', 'map', 'cdm', 'results'] as const;

/** Everything that the graph shows, as words: nodes by kind, and of the chosen one what it comes from and leads to. */
export function LineageList({ lineage, steps, chosen, onChoose }: Props) {
  const { t } = useTranslation('etl');
  const [word, setWord] = useState('');
  const label = useLabel();
  const found = lineage.nodes.filter((node) =>
    `${node.id} ${label(node)}`.toLowerCase().includes(word.toLowerCase()),
  );
  const current = lineage.nodes.find((node) => node.id === chosen);
  return (
    <nav className={styles.list} aria-label={t('lineage.list')}>
      <Input
        data-search-here
        allowClear
        value={word}
        placeholder={t('lineage.search')}
        aria-label={t('lineage.search')}
        onChange={(event) => setWord(event.target.value)}
      />
      {current && <Chosen node={current} lineage={lineage} steps={steps} onChoose={onChoose} />}
      <div className={styles.groups}>
        {KINDS.map((kind) => {
          const nodes = found.filter((node) => node.kind === kind);
          if (nodes.length === 0) return null;
          return (
            <section key={kind}>
              <h2 className={styles.kind}>
                <span className={styles[kind]} aria-hidden /> {t(`lineage.kind.${kind}`)}
              </h2>
              <ul>
                {nodes.map((node) => (
                  <li key={node.id}>
                    <button
                      type="button"
                      className={styles.node}
                      aria-pressed={node.id === chosen}
                      onClick={() => onChoose(node.id === chosen ? undefined : node.id)}
                    >
                      {label(node)}
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
      </div>
    </nav>
  );
}

interface ChosenProps {
  node: LineageNode;
  lineage: Lineage;
  steps: Step[];
  onChoose: (node: string | undefined) => void;
}

function Chosen({ node, lineage, steps, onChoose }: ChosenProps) {
  const { t } = useTranslation('etl');
  const label = useLabel();
  const { before, after } = neighbours(lineage, node.id);
  const prose = steps.find((step) => `step.${step.name}` === node.id)?.prose;
  const byId = new Map(lineage.nodes.map((each) => [each.id, each]));
  return (
    <section className={styles.chosen} aria-live="polite">
      <div className={styles.head}>
        <strong>{label(node)}</strong>
        <Button size="small" type="text" onClick={() => onChoose(undefined)}>
          {t('action.close')}
        </Button>
      </div>
      {node.kind === 'cdm' && <Link to={`/mart/${node.label}` as '/mart'}>{t('lineage.openTable')}</Link>}
      {prose && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long prose is scrolled by the keyboard
        <p lang="en" className={styles.prose} tabIndex={0}>
          {prose}
        </p>
      )}
      {(
        [
          ['before', before],
          ['after', after],
        ] as const
      ).map(([side, ids]) => (
        <div key={side}>
          <h3 className={styles.side}>{t(`lineage.${side}`, { count: ids.length })}</h3>
          <div className={styles.chips}>
            {ids.flatMap((id) => {
              const other = byId.get(id);
              return other
                ? [
                    <button key={id} type="button" className={styles.chip} onClick={() => onChoose(id)}>
                      {label(other)}
                    </button>,
                  ]
                : [];
            })}
          </div>
        </div>
      ))}
    </section>
  );
}

/** A node in words: steps by their number and name, tables by their own name. */
function useLabel(): (node: LineageNode) => string {
  const { t } = useTranslation('etl');
  return (node) => {
    if (node.kind !== 'step') return node.kind === 'source' ? `${node.label}.csv` : node.label;
    const name = node.id.replace(/^step\./, '');
    return `${node.label.split(' ')[0]} ${t(`step.${name}`, { defaultValue: name })}`;
  };
}
