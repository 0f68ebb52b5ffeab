import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { KINDS } from '@/features/research/review/answers';
import type { Kind, Question } from '@/features/research/review/api';
import { PeopleField } from '@/features/research/review/PeopleField';
import styles from '@/features/research/review/Review.module.css';
import { type Setup, withQuestion } from '@/features/research/review/setup';

interface Props {
  setup: Setup;
  /** Questions stay as they are once somebody has answered. */
  fixed: boolean;
  onChange: (setup: Setup) => void;
}

/** What the owner says of a review: its name, the questions, the people. */
export function SetupFields({ setup, fixed, onChange }: Props) {
  const { t } = useTranslation('review');
  const field = (key: 'name' | 'description', more: object = {}) => (
    // biome-ignore lint/a11y/noLabelWithoutControl: the field stands inside
    <label className={styles.fields}>
      <span>{t(`setup.${key}`)}</span>
      <Input
        value={setup[key]}
        maxLength={key === 'description' ? 2000 : 200}
        onChange={(event) => onChange({ ...setup, [key]: event.target.value })}
        {...more}
      />
    </label>
  );
  const change = (at: number, question: Question) =>
    onChange({ ...setup, questions: setup.questions.map((each, index) => (index === at ? question : each)) });
  return (
    <>
      {field('name', { placeholder: t('setup.nameExample') })}
      {field('description')}
      <div className={styles.fields}>
        <span>{t('setup.questions')}</span>
        {fixed && <p className={styles.quiet}>{t('setup.fixed')}</p>}
        {setup.questions.map((question, at) => (
          <QuestionEditor
            key={question.key}
            number={at + 1}
            question={question}
            fixed={fixed}
            onChange={(next) => change(at, next)}
            onRemove={
              setup.questions.length > 1
                ? () => onChange({ ...setup, questions: setup.questions.filter((_, index) => index !== at) })
                : undefined
            }
          />
        ))}
        <div>
          <Button
            icon={<PlusOutlined aria-hidden />}
            disabled={fixed || setup.questions.length >= 50}
            onClick={() => onChange({ ...setup, questions: withQuestion(setup.questions) })}
          >
            {t('setup.add')}
          </Button>
        </div>
      </div>
      <PeopleField
        label={t('setup.reviewers')}
        value={setup.reviewers}
        without={setup.adjudicator ? [setup.adjudicator] : []}
        most={10}
        onChange={(reviewers) => onChange({ ...setup, reviewers })}
      />
      <p className={styles.quiet}>{t('setup.reviewersNote')}</p>
      <PeopleField
        label={t('setup.adjudicator')}
        value={setup.adjudicator ? [setup.adjudicator] : []}
        without={setup.reviewers}
        most={1}
        onChange={([adjudicator = null]) => onChange({ ...setup, adjudicator })}
      />
      <p className={styles.quiet}>{t('setup.adjudicatorNote')}</p>
    </>
  );
}

interface EditorProps {
  number: number;
  question: Question;
  fixed: boolean;
  onChange: (question: Question) => void;
  onRemove: (() => void) | undefined;
}

function QuestionEditor({ number, question, fixed, onChange, onRemove }: EditorProps) {
  const { t } = useTranslation('review');
  const chosen = question.kind === 'one' || question.kind === 'several';
  return (
    <fieldset className={styles.editor} disabled={fixed}>
      <legend className="visually-hidden">{t('setup.question', { number })}</legend>
      <div className={styles.line}>
        <Input
          style={{ flex: 1, minWidth: 200 }}
          aria-label={t('setup.question', { number })}
          placeholder={t('setup.question', { number })}
          maxLength={300}
          value={question.text}
          onChange={(event) => onChange({ ...question, text: event.target.value })}
        />
        <Choice
          label={t('setup.kind', { number })}
          value={question.kind}
          options={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
          onChange={(kind) => onChange({ ...question, kind: kind as Kind })}
        />
        <Checkbox
          checked={question.required}
          disabled={fixed}
          onChange={(event) => onChange({ ...question, required: event.target.checked })}
        >
          {t('setup.required')}
        </Checkbox>
        {onRemove && (
          <Button
            type="text"
            icon={<DeleteOutlined aria-hidden />}
            aria-label={t('setup.remove', { number })}
            disabled={fixed}
            onClick={onRemove}
          />
        )}
      </div>
      {chosen && (
        <Input.TextArea
          aria-label={t('setup.options', { number })}
          placeholder={t('setup.optionsNote')}
          autoSize={{ minRows: 2, maxRows: 10 }}
          value={question.options.join('\n')}
          onChange={(event) => onChange({ ...question, options: event.target.value.split('\n') })}
        />
      )}
    </fieldset>
  );
}
