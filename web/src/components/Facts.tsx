import type { ReactNode } from 'react';
import styles from '@/components/Facts.module.css';

export type Fact = readonly [name: string, value: ReactNode];

interface Props {
  /** What is known, in order; a name may come twice. What has no value is left out. */
  facts: Fact[];
  /** Beside each other rather than one a line. */
  inline?: boolean;
}

/** Names with their values. */
export function Facts({ facts, inline = false }: Props) {
  const known = facts.filter(
    ([, value]) => value !== null && value !== undefined && value !== false && value !== '',
  );
  return (
    <dl className={inline ? styles.line : styles.facts}>
      {known.map(([name, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same name may come twice, and facts do not move
        <div key={`${name} ${index}`}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
