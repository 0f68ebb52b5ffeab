import { QuestionCircleOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '@/features/mart/parts/RowsTab.module.css';

const EXAMPLES = {
  word: '당뇨',
  compare: '>=1980',
  range: '1980..1990',
  period: '2024-02',
  oneOf: '8507 | 8532',
  exactly: '=E11',
  empty: '∅  !∅',
};

/** How conditions are typed into the header fields. */
export function FilterHelp() {
  const { t } = useTranslation('mart');
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={t('filter.help')}
      content={
        <dl className={styles.help}>
          {Object.entries(EXAMPLES).flatMap(([key, example]) => [
            <dt key={example}>{example}</dt>,
            <dd key={key}>{t(`filter.example.${key}`)}</dd>,
          ])}
        </dl>
      }
    >
      <Button size="small" type="text" icon={<QuestionCircleOutlined aria-hidden />}>
        {t('filter.help')}
      </Button>
    </Popover>
  );
}
