import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '@/features/research/builder/Builder.module.css';
import { useBuilder } from '@/features/research/builder/context';
import { CriterionFields } from '@/features/research/builder/criteria/CriterionFields';
import { OccurrenceFields } from '@/features/research/builder/criteria/OccurrenceFields';
import { WindowFields } from '@/features/research/builder/criteria/WindowFields';
import { type Correlated, newWindow } from '@/features/research/builder/definition/circe';
import { type Path, valueAt } from '@/features/research/builder/definition/paths';
import { Kept } from '@/features/research/builder/Kept';

const WINDOWS = ['StartWindow', 'EndWindow'] as const;
const FLAGS = ['RestrictVisit', 'IgnoreObservationPeriod'] as const;

/** Events around an index event: how many of them, of which kind, in which times. */
export function CorrelatedFields({ path, number }: { path: Path; number: string }) {
  const { t } = useTranslation('builder');
  const { expression, set, readOnly } = useBuilder();
  const part = (valueAt(expression, path) ?? {}) as Correlated;
  return (
    <div className={styles.stack}>
      <div className={styles.line}>
        <OccurrenceFields path={[...path, 'Occurrence']} />
      </div>
      <CriterionFields path={[...path, 'Criteria']} number={number} />
      {WINDOWS.filter((name) => part[name]).map((name) => (
        <div key={name} className={styles.line}>
          <WindowFields path={[...path, name]} ends={name === 'EndWindow'} />
          {!readOnly && (
            <Button
              size="small"
              type="text"
              icon={<CloseOutlined aria-hidden />}
              aria-label={t(`window.remove${name}`)}
              onClick={() => set([...path, name], undefined)}
            />
          )}
        </div>
      ))}
      <div className={styles.line}>
        {FLAGS.map((flag) => (
          <Checkbox
            key={flag}
            checked={part[flag] === true}
            disabled={readOnly}
            onChange={(event) => set([...path, flag], event.target.checked)}
          >
            {t(`correlated.${flag}`)}
          </Checkbox>
        ))}
        {!readOnly &&
          WINDOWS.filter((name) => !part[name]).map((name) => (
            <Button
              key={name}
              size="small"
              type="text"
              icon={<PlusOutlined aria-hidden />}
              onClick={() => set([...path, name], { ...newWindow(), UseEventEnd: name === 'EndWindow' })}
            >
              {t(`window.add${name}`)}
            </Button>
          ))}
      </div>
      <Kept part="CorrelatedCriterion" value={part} />
      <Kept part="Occurrence" value={part.Occurrence} />
    </div>
  );
}
