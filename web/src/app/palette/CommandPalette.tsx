import { useNavigate } from '@tanstack/react-router';
import { Modal } from 'antd';
import { Command } from 'cmdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '@/app/palette/CommandPalette.module.css';
import { usePaletteGroups } from '@/app/palette/usePaletteGroups';

interface Props {
  onClose: () => void;
  onHelp: () => void;
}

/** One field that finds pages, tables, columns, concepts and actions. */
export default function CommandPalette({ onClose, onHelp }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const { groups, searching } = usePaletteGroups(text, {
    go: (href) => {
      onClose();
      void navigate({ href });
    },
    help: () => {
      onClose();
      onHelp();
    },
    close: onClose,
  });
  return (
    <Modal
      open
      footer={null}
      closable={false}
      onCancel={onClose}
      width={640}
      style={{ top: 96 }}
      styles={{ container: { padding: 0 } }}
      title={<span className="visually-hidden">{t('shell.search')}</span>}
      classNames={{ header: styles.header }}
    >
      <Command label={t('shell.search')} shouldFilter={false} loop className={styles.palette}>
        <Command.Input
          autoFocus
          value={text}
          onValueChange={setText}
          placeholder={t('palette.placeholder')}
          className={styles.input}
        />
        <Command.List className={styles.list}>
          <Command.Empty className={styles.empty}>
            {t(searching ? 'palette.searching' : 'palette.nothing', { text })}
          </Command.Empty>
          {groups.map((group) => (
            <Command.Group key={group.key} heading={t(`palette.${group.key}`)} className={styles.group}>
              {group.items.map((item) => (
                <Command.Item
                  key={item.key}
                  value={`${group.key}:${item.key}`}
                  onSelect={item.onSelect}
                  className={styles.item}
                >
                  {item.icon}
                  <span className={styles.label}>{item.label}</span>
                  {item.note && <span className={styles.note}>{item.note}</span>}
                </Command.Item>
              ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </Modal>
  );
}
