import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/Choice';
import { MenuButton } from '@/components/MenuButton';
import { Panel } from '@/components/Panel';
import styles from '@/features/research/builder/Builder.module.css';
import { CriterionFields } from '@/features/research/builder/CriterionFields';
import {
  type Criterion,
  type Expression,
  KIND_NAMES,
  merged,
  replaced,
  without,
} from '@/features/research/builder/circe';
import { useBuilder } from '@/features/research/builder/context';

export const LIMITS = ['First', 'All', 'Last'];

/** The events by which a person enters, how long they must have been observed, and which of their events count. */
export function EntrySection() {
  const { t } = useTranslation('builder');
  const { expression, change, places, readOnly } = useBuilder();
  const primary = expression.PrimaryCriteria ?? {};
  const criteria = primary.CriteriaList ?? [];
  const window = primary.ObservationWindow ?? {};
  const set = (changes: Partial<typeof primary>, about?: string) =>
    change({ ...expression, PrimaryCriteria: { ...primary, ...changes } }, about);
  const place = (at: number) => (criterion: Criterion, from: Expression) => ({
    ...from,
    PrimaryCriteria: { ...primary, CriteriaList: replaced(criteria, at, criterion) },
  });
  const limit = LIMITS.find(
    (each) => each.toLowerCase() === (primary.PrimaryCriteriaLimit?.Type ?? '').toLowerCase(),
  );
  const days = (name: 'PriorDays' | 'PostDays') => (
    <InputNumber
      size="small"
      min={0}
      max={36_500}
      className={styles.days}
      aria-label={t(`entry.${name}`)}
      disabled={readOnly}
      value={window[name] ?? 0}
      onChange={(value) =>
        value !== null && set({ ObservationWindow: merged(window, { [name]: value }) }, name)
      }
    />
  );
  return (
    <Panel title={t('entry.title')}>
      <div className={styles.stack}>
        <p className={styles.quiet}>{t(criteria.length === 0 ? 'entry.none' : 'entry.note')}</p>
        {criteria.map((criterion, at) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing else to be known by
            key={at}
            className={`${styles.card} ${styles.line} ${styles.spread}`}
          >
            <CriterionFields
              criterion={criterion}
              path={`PrimaryCriteria.CriteriaList[${at}]`}
              place={place(at)}
            />
            {!readOnly && (
              <Button
                size="small"
                type="text"
                icon={<DeleteOutlined aria-hidden />}
                aria-label={t('entry.remove', { number: at + 1 })}
                onClick={() => set({ CriteriaList: without(criteria, at) })}
              />
            )}
          </div>
        ))}
        {!readOnly && (
          <div>
            <MenuButton
              icon={<PlusOutlined aria-hidden />}
              name={t('entry.add')}
              label={t('entry.add')}
              actions={KIND_NAMES.map((kind) => ({
                key: kind,
                label: t(`kind.${kind}`),
                onSelect: () => set({ CriteriaList: [...criteria, { [kind]: {} }] }),
              }))}
            />
          </div>
        )}
        <div className={styles.line}>
          <span>{t('entry.observed')}</span>
          {days('PriorDays')}
          <span>{t('entry.before')}</span>
          {days('PostDays')}
          <span>{t('entry.after')}</span>
        </div>
        <div className={styles.line}>
          <span>{t('entry.limit')}</span>
          <Choice
            label={t('entry.limit')}
            value={limit ?? 'First'}
            options={LIMITS.map((each) => ({ value: each, label: t(`limit.${each}`) }))}
            onChange={(value) =>
              !readOnly && set({ PrimaryCriteriaLimit: { ...primary.PrimaryCriteriaLimit, Type: value } })
            }
          />
        </div>
        {places.AdditionalCriteria && (
          <p className={styles.kept}>
            {t('entry.additional')} {places.AdditionalCriteria} <em>({t('kept')})</em>
          </p>
        )}
      </div>
    </Panel>
  );
}
