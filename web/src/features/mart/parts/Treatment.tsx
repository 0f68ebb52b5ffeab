import { EyeInvisibleOutlined, EyeOutlined, LockOutlined } from '@ant-design/icons';
import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '@/features/mart/parts/Treatment.module.css';
import { maskName } from '@/lib/masks';

interface Props {
  treatment: 'plain' | 'mask' | 'absent';
  mask: string | null;
}

/** How I see a column, and why so. */
export function Treatment({ treatment, mask }: Props) {
  const { t } = useTranslation('mart');
  const icon = {
    plain: <EyeOutlined aria-hidden />,
    mask: <LockOutlined aria-hidden />,
    absent: <EyeInvisibleOutlined aria-hidden />,
  }[treatment];
  const words = treatment === 'mask' && mask ? maskName(t, mask) : t(`treatment.${treatment}`);
  return (
    <Tooltip title={t(`treatment.${treatment}Why`)}>
      <span className={styles[treatment]}>
        <span aria-hidden>{icon}</span> {words}
      </span>
    </Tooltip>
  );
}
