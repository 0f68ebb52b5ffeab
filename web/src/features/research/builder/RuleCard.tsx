import { DeleteOutlined, HolderOutlined } from '@ant-design/icons';
import { Button, Input, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '@/features/research/builder/Builder.module.css';
import { useBuilder } from '@/features/research/builder/context';
import { GroupFields } from '@/features/research/builder/criteria/GroupFields';
import type { Rule } from '@/features/research/builder/definition/circe';
import { Kept } from '@/features/research/builder/Kept';
import { Still } from '@/features/research/builder/Still';

interface Props {
  rule: Rule;
  at: number;
  of: number;
  off: boolean;
  /** Another rule is dragged over this one. */
  over: boolean;
  onToggle: () => void;
  onChange: (rule: Rule, about?: string) => void;
  onRemove: () => void;
  onMove: (to: number) => void;
  onDrag: (at: number | undefined) => void;
  onOver: () => void;
  onDrop: () => void;
}

/** One rule: dragged by its handle, or moved with the arrow keys on it; switched off, it is left out of the counts. */
export function RuleCard({
  rule,
  at,
  of,
  off,
  over,
  onToggle,
  onChange,
  onRemove,
  onMove,
  onDrag,
  onOver,
  onDrop,
}: Props) {
  const { t } = useTranslation('builder');
  const { readOnly } = useBuilder();
  const name = rule.name || t('rule.newName', { number: at + 1 });
  return (
    <section
      className={`${styles.rule} ${off ? styles.off : ''} ${over ? styles.over : ''}`}
      aria-label={name}
      onDragOver={(event) => {
        event.preventDefault();
        onOver();
      }}
      onDrop={(event) => {
        event.preventDefault();
        onDrop();
      }}
    >
      <div className={`${styles.line} ${styles.spread}`}>
        <div className={styles.line}>
          {!readOnly && (
            <button
              type="button"
              className={styles.handle}
              draggable
              aria-label={t('rule.move', { name, place: at + 1, of })}
              title={t('rule.moveHint')}
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = 'move';
                event.dataTransfer.setData('text/plain', name);
                onDrag(at);
              }}
              onDragEnd={() => onDrag(undefined)}
              onKeyDown={(event) => {
                const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
                if (step === 0) return;
                event.preventDefault();
                onMove(at + step);
                // The card at that place is this rule now: the focus goes with it.
                const cards = event.currentTarget.closest('section')?.parentElement;
                requestAnimationFrame(() =>
                  cards?.querySelectorAll<HTMLElement>('section button[draggable]')[at + step]?.focus(),
                );
              }}
            >
              <HolderOutlined aria-hidden />
            </button>
          )}
          <span className={styles.quiet}>{at + 1}</span>
          <Input
            size="small"
            className={styles.name}
            value={rule.name ?? ''}
            maxLength={250}
            disabled={readOnly}
            aria-label={t('rule.name')}
            onChange={(event) => onChange({ ...rule, name: event.target.value }, `rule${at}.name`)}
          />
        </div>
        <div className={styles.line}>
          <Switch
            size="small"
            checked={!off}
            onChange={onToggle}
            aria-label={t('rule.counted', { name })}
            title={t('rule.countedHint')}
          />
          {!readOnly && (
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined aria-hidden />}
              aria-label={t('rule.remove', { name })}
              onClick={onRemove}
            />
          )}
        </div>
      </div>
      <div className={styles.inside}>
        {(rule.description || !readOnly) && (
          <Input.TextArea
            variant="borderless"
            size="small"
            autoSize={{ minRows: 1, maxRows: 4 }}
            className={styles.remark}
            value={rule.description ?? ''}
            maxLength={5000}
            disabled={readOnly}
            aria-label={t('rule.description', { name })}
            placeholder={t('rule.descriptionHint')}
            onChange={(event) =>
              onChange({ ...rule, description: event.target.value }, `rule${at}.description`)
            }
          />
        )}
        <Still path={['InclusionRules', at, 'expression']}>
          <GroupFields path={['InclusionRules', at, 'expression']} />
        </Still>
        <Kept part="InclusionRule" value={rule} />
      </div>
    </section>
  );
}
