import { Input, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerText } from '@/features/research/review/answers';
import type { Answer, Looked, Question } from '@/features/research/review/api';
import styles from '@/features/research/review/Review.module.css';

interface Props {
  question: Question;
  number: number;
  value: Answer | undefined;
  writable: boolean;
  /** Shows no field: only what others have answered. */
  looking: boolean;
  looked: Looked;
  onChange: (answer: Answer | null) => void;
}

/** One question with its answer, and what others answered where that may be seen. */
export function QuestionField({ question, number, value, writable, looking, looked, onChange }: Props) {
  const { t } = useTranslation('review');
  const others = looked.others.filter(({ answers }) => question.key in answers);
  return (
    <fieldset className={styles.question} disabled={!writable}>
      <legend>
        {number}. {question.text}{' '}
        {!question.required && <span className={styles.quiet}>{t('optional')}</span>}
        {looked.disputed.includes(question.key) && <Tag color="warning">{t('disputed')}</Tag>}
      </legend>
      {!looking && <Field question={question} value={value} onChange={onChange} />}
      {others.length > 0 && (
        <ul className={styles.others}>
          {others.map((sheet) => (
            <li key={sheet.reviewer}>
              {sheet.reviewer}: {answerText(t, question, sheet.answers[question.key])}
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  );
}

interface FieldProps {
  question: Question;
  value: Answer | undefined;
  onChange: (answer: Answer | null) => void;
}

function Field({ question, value, onChange }: FieldProps) {
  const { t } = useTranslation('review');
  switch (question.kind) {
    case 'yes_no':
    case 'one': {
      const options =
        question.kind === 'one'
          ? question.options.map((option) => [option, option])
          : (['yes', 'no', 'unsure'] as const).map((key) => [key, t(`answer.${key}`)]);
      return (
        <div className={styles.choices}>
          {options.map(([key = '', label]) => (
            <label key={key}>
              <input
                type="radio"
                name={question.key}
                checked={value === key}
                onChange={() => onChange(key)}
              />
              {label}
            </label>
          ))}
        </div>
      );
    }
    case 'several': {
      const chosen = Array.isArray(value) ? value : [];
      return (
        <div className={styles.choices}>
          {question.options.map((option) => (
            <label key={option}>
              <input
                type="checkbox"
                checked={chosen.includes(option)}
                onChange={(event) => {
                  const next = question.options.filter((each) =>
                    each === option ? event.target.checked : chosen.includes(each),
                  );
                  onChange(next.length > 0 ? next : null);
                }}
              />
              {option}
            </label>
          ))}
        </div>
      );
    }
    case 'text':
      return (
        <Input.TextArea
          className={styles.field}
          aria-label={question.text}
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={4000}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.target.value || null)}
        />
      );
    default:
      return (
        <Input
          className={styles.field}
          aria-label={question.text}
          type={question.kind}
          step={question.kind === 'number' ? 'any' : undefined}
          // A number stays one: as text it would be written anew while somebody types its decimals.
          value={Array.isArray(value) ? '' : (value ?? '')}
          onChange={(event) => {
            const { value: given, valueAsNumber } = event.target;
            onChange(given === '' ? null : question.kind === 'number' ? valueAsNumber : given);
          }}
        />
      );
  }
}
