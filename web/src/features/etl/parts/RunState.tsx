import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  LoadingOutlined,
  MinusCircleOutlined,
} from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import styles from '@/features/etl/parts/RunState.module.css';

const LOOK = {
  succeeded: [<CheckCircleOutlined key="i" />, styles.good],
  running: [<LoadingOutlined key="i" />, styles.busy],
  failed: [<CloseCircleOutlined key="i" />, styles.bad],
  refused: [<CloseCircleOutlined key="i" />, styles.bad],
  interrupted: [<MinusCircleOutlined key="i" />, styles.warn],
  waiting: [<ClockCircleOutlined key="i" />, styles.quiet],
} as const;

/** The state of a run or of a step: a colour, always with an icon and a word. */
export function RunState({ state, silent = false }: { state: string; silent?: boolean }) {
  const { t } = useTranslation('etl');
  const [icon, look] = LOOK[state as keyof typeof LOOK] ?? LOOK.waiting;
  return (
    <span className={look}>
      <span aria-hidden>{icon}</span>{' '}
      <span className={silent ? 'visually-hidden' : undefined}>
        {t(`state.${state}`, { defaultValue: state })}
      </span>
    </span>
  );
}
