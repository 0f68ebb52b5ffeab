import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import styles from '@/features/research/builder/Builder.module.css';
import { useBuilder } from '@/features/research/builder/context';
import { CriterionList } from '@/features/research/builder/criteria/CriterionList';
import { DaysField } from '@/features/research/builder/criteria/DaysField';
import { GroupFields } from '@/features/research/builder/criteria/GroupFields';
import { LimitField } from '@/features/research/builder/criteria/LimitField';
import { newGroup } from '@/features/research/builder/definition/moving';
import { Kept } from '@/features/research/builder/Kept';

const WINDOW = ['PrimaryCriteria', 'ObservationWindow'];

/** The events by which a person enters, how long they must have been observed, and which of their events count. */
export function EntrySection() {
  const { t } = useTranslation('builder');
  const { expression, set, readOnly } = useBuilder();
  const primary = expression.PrimaryCriteria;
  const none = (primary?.CriteriaList ?? []).length === 0;
  return (
    <Panel title={t('entry.title')}>
      <div className={styles.stack}>
        <p className={styles.quiet}>{t(none ? 'entry.none' : 'entry.note')}</p>
        <CriterionList path={['PrimaryCriteria', 'CriteriaList']} add={t('entry.add')} />
        <div className={styles.line}>
          <span>{t('entry.observed')}</span>
          <DaysField label={t('entry.PriorDays')} path={[...WINDOW, 'PriorDays']} otherwise={0} />
          <span>{t('entry.before')}</span>
          <DaysField label={t('entry.PostDays')} path={[...WINDOW, 'PostDays']} otherwise={0} />
          <span>{t('entry.after')}</span>
        </div>
        <LimitField label={t('entry.limit')} path={['PrimaryCriteria', 'PrimaryCriteriaLimit']} />
        {expression.AdditionalCriteria ? (
          <>
            <GroupFields
              path={['AdditionalCriteria']}
              title={t('entry.additional')}
              onRemove={() => set(['AdditionalCriteria'], undefined)}
            />
            <LimitField label={t('entry.qualified')} path={['QualifiedLimit']} />
          </>
        ) : (
          !readOnly && (
            <div>
              <Button
                size="small"
                icon={<PlusOutlined aria-hidden />}
                onClick={() => set(['AdditionalCriteria'], newGroup())}
              >
                {t('entry.addAdditional')}
              </Button>
            </div>
          )
        )}
        <Kept part="PrimaryCriteria" value={primary} />
      </div>
    </Panel>
  );
}
