import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

/** Beside whatever comes from no real patient. */
export function SyntheticTag({ className }: { className?: string }) {
  const { t } = useTranslation();
  return (
    <Tag color="warning" className={className}>
      {t('snapshot.synthetic')}
    </Tag>
  );
}
