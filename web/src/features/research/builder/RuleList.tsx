import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import styles from '@/features/research/builder/Builder.module.css';
import { useBuilder } from '@/features/research/builder/context';
import { LimitField } from '@/features/research/builder/criteria/LimitField';
import { moved, replaced, without } from '@/features/research/builder/definition/circe';
import { newGroup } from '@/features/research/builder/definition/moving';
import { RuleCard } from '@/features/research/builder/RuleCard';

interface Props {
  /** Which rules are counted, by their place. */
  off: boolean[];
  onOff: (off: boolean[]) => void;
}

/** The inclusion rules as cards, in the order in which they thin out the entry events. */
export function RuleList({ off, onOff }: Props) {
  const { t } = useTranslation('builder');
  const { expression, change, readOnly } = useBuilder();
  const rules = expression.InclusionRules ?? [];
  // Not state: what is dropped must be known at once, whenever the list is drawn next.
  const dragged = useRef<number>(undefined);
  const [over, setOver] = useState<number>();
  const [said, setSaid] = useState('');
  const set = (next: typeof rules, about?: string) =>
    change((now) => ({ ...now, InclusionRules: next }), about);
  const move = (from: number, to: number) => {
    if (to < 0 || to >= rules.length || from === to) return;
    onOff(
      moved(
        rules.map((_, at) => off[at] ?? false),
        from,
        to,
      ),
    );
    set(moved(rules, from, to));
    setSaid(t('rule.movedTo', { name: rules[from]?.name, place: to + 1, of: rules.length }));
  };
  return (
    <Panel title={t('rule.title')}>
      <div className={styles.stack}>
        <p className={styles.quiet}>{t(rules.length === 0 ? 'rule.none' : 'rule.note')}</p>
        <span className="visually-hidden" aria-live="polite">
          {said}
        </span>
        {rules.map((rule, at) => (
          <RuleCard
            // biome-ignore lint/suspicious/noArrayIndexKey: rules have no number of their own, and names may repeat
            key={at}
            rule={rule}
            at={at}
            of={rules.length}
            off={off[at] ?? false}
            over={over === at}
            onToggle={() =>
              onOff(rules.map((_, place) => (place === at ? !off[place] : (off[place] ?? false))))
            }
            onChange={(next, about) => set(replaced(rules, at, next), about)}
            onRemove={() => {
              onOff(without(off, at));
              set(without(rules, at));
            }}
            onMove={(to) => move(at, to)}
            onDrag={(from) => {
              dragged.current = from;
              if (from === undefined) setOver(undefined);
            }}
            onOver={() => dragged.current !== undefined && setOver(at)}
            onDrop={() => {
              if (dragged.current !== undefined) move(dragged.current, at);
              dragged.current = undefined;
              setOver(undefined);
            }}
          />
        ))}
        {!readOnly && (
          <div>
            <Button
              size="small"
              icon={<PlusOutlined aria-hidden />}
              onClick={() =>
                set([
                  ...rules,
                  { name: t('rule.newName', { number: rules.length + 1 }), expression: newGroup() },
                ])
              }
            >
              {t('rule.add')}
            </Button>
          </div>
        )}
        <LimitField label={t('rule.limit')} path={['ExpressionLimit']} />
      </div>
    </Panel>
  );
}
