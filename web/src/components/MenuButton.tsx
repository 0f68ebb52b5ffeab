import { Button, Popover } from 'antd';
import { type ReactNode, useState } from 'react';
import styles from '@/components/MenuButton.module.css';

export interface MenuAction {
  key: string;
  icon?: ReactNode;
  label: string;
  /** Among choices: the one that holds. */
  checked?: boolean;
  onSelect: () => void;
}

interface Props {
  icon: ReactNode;
  label?: ReactNode;
  /** Names the button where it has no label. */
  name: string;
  heading?: ReactNode;
  actions: MenuAction[];
}

/** A button that opens a short list of actions. */
export function MenuButton({ icon, label, name, heading, actions }: Props) {
  const [open, setOpen] = useState(false);
  const list = (
    <div className={styles.menu}>
      {heading && <div className={styles.heading}>{heading}</div>}
      {actions.map((action) => (
        <button
          key={action.key}
          type="button"
          className={action.checked ? styles.checked : styles.action}
          aria-pressed={action.checked}
          onClick={() => {
            setOpen(false);
            action.onSelect();
          }}
        >
          {action.icon}
          {action.label}
        </button>
      ))}
    </div>
  );
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      arrow={false}
      content={list}
      styles={{ container: { padding: 4 } }}
    >
      <Button type="text" icon={icon} aria-label={label ? undefined : name} aria-expanded={open}>
        {label}
      </Button>
    </Popover>
  );
}
