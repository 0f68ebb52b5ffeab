import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { PAGES } from '@/app/menu';
import styles from '@/app/shell/KeyboardHelp.module.css';

const ROWS: [keys: string[], text: string][] = [
  [['⌘K', 'Ctrl K'], 'palette'],
  [['/'], 'searchHere'],
  [['?'], 'help'],
  [['←', '↑', '↓', '→'], 'gridMove'],
  [['Shift + ←↑↓→'], 'gridSelect'],
  [['Ctrl C'], 'gridCopy'],
  [['Enter'], 'gridOpen'],
  [['Alt', 'Enter'], 'gridWhy'],
  [['Ctrl S'], 'save'],
  [['Ctrl Z', 'Ctrl ⇧ Z'], 'undo'],
  [['↑', '↓'], 'moveRule'],
  [['[', ']'], 'reviewGo'],
  [['Ctrl', 'Enter'], 'reviewDone'],
  [['Esc'], 'close'],
];

export default function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open onCancel={onClose} footer={null} title={t('shell.keyboard')} width={520}>
      <dl className={styles.keys}>
        {ROWS.map(([keys, text]) => (
          <Row key={text} keys={keys} text={t(`keyboard.${text}`)} />
        ))}
        {PAGES.map(({ key, letter }) => (
          <Row key={key} keys={['g', letter]} text={t('keyboard.go', { page: t(`menu.${key}`) })} />
        ))}
      </dl>
    </Modal>
  );
}

function Row({ keys, text }: { keys: string[]; text: string }) {
  return (
    <div className={styles.row}>
      <dt>
        {keys.map((key) => (
          <kbd key={key} className={styles.key}>
            {key}
          </kbd>
        ))}
      </dt>
      <dd className={styles.text}>{text}</dd>
    </div>
  );
}
