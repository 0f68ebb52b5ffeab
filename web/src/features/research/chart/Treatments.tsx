import { LockOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import type { Treated } from '@/features/research/chart/api';
import styles from '@/features/research/chart/Chart.module.css';
import { maskName } from '@/lib/masks';

/** What the reader sees through a mask, or does not see: the lock of the grids, in words. */
export function Treatments({ treated }: { treated: Treated[] }) {
  const { t } = useTranslation('chart');
  if (treated.length === 0) return null;
  const masks = [...new Set(treated.map(({ mask }) => mask))];
  return (
    <ul className={styles.treated} aria-label={t('treated')}>
      {masks.map((mask) => (
        <li key={mask}>
          <LockOutlined aria-hidden /> {mask === 'absent' ? t('notSeen') : maskName(t, mask)}:{' '}
          {treated
            .filter((each) => each.mask === mask)
            .map(({ column }) => column)
            .join(', ')}
        </li>
      ))}
    </ul>
  );
}
