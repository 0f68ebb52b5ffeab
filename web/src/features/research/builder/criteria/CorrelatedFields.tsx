import { DeleteOutlined } from '@ant-design/icons';
import { Button, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import styles from '@/features/research/builder/Builder.module.css';
import { CriterionFields } from '@/features/research/builder/CriterionFields';
import { type Correlated, type Expression, merged } from '@/features/research/builder/circe';
import { useBuilder } from '@/features/research/builder/context';
import { WindowFields } from '@/features/research/builder/WindowFields';

const TIMES = [2, 0, 1];

interface Props {
  part: Correlated;
  path: string;
  /** The expression with `part` in this one's place. */
  place: (part: Correlated, expression: Expression) => Expression;
  onRemove: () => void;
}

/** Events around the entry event: how many of them, of which kind, in which time. */
export function CorrelatedFields({ part, path, place, onRemove }: Props) {
  const { t } = useTranslation('builder');
  const { expression, change, places, readOnly } = useBuilder();
  const occurrence = part.Occurrence ?? {};
  const set = (changes: Partial<Correlated>, about?: string) =>
    change(place(merged(part, changes), expression), about && `${path}.${about}`);
  const beyond = Boolean(
    part.EndWindow || part.RestrictVisit || part.IgnoreObservationPeriod || occurrence.IsDistinct,
  );
  return (
    <div className={`${styles.card} ${styles.stack}`}>
      <div className={`${styles.line} ${styles.spread}`}>
        <div className={styles.line}>
          <Choice
            label={t('times.label')}
            value={String(occurrence.Type ?? 2)}
            options={TIMES.map((each) => ({ value: String(each), label: t(`times.${each}`) }))}
            onChange={(next) => !readOnly && set({ Occurrence: { ...occurrence, Type: Number(next) } })}
          />
          <InputNumber
            size="small"
            min={0}
            max={10_000}
            className={styles.days}
            aria-label={t('times.count')}
            disabled={readOnly}
            value={occurrence.Count ?? 1}
            onChange={(count) =>
              count !== null && set({ Occurrence: { ...occurrence, Count: count } }, 'count')
            }
          />
          <span>{t('times.unit')}</span>
        </div>
        {!readOnly && (
          <Button
            size="small"
            type="text"
            icon={<DeleteOutlined aria-hidden />}
            aria-label={t('group.removePart')}
            onClick={onRemove}
          />
        )}
      </div>
      <CriterionFields
        criterion={part.Criteria ?? {}}
        path={`${path}.Criteria`}
        place={(criterion, from) => place({ ...part, Criteria: criterion }, from)}
      />
      <WindowFields
        value={part.StartWindow ?? {}}
        disabled={readOnly}
        onChange={(window, about) => set({ StartWindow: window }, about)}
      />
      {beyond && (
        <p className={styles.kept}>
          {places[path]} <em>({t('kept')})</em>
        </p>
      )}
    </div>
  );
}
