import { DeleteOutlined, HolderOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '@/features/research/builder/Builder.module.css';
import { useBuilder, useDrag } from '@/features/research/builder/context';
import { useDropTarget } from '@/features/research/builder/criteria/useDropTarget';
import type { Expression } from '@/features/research/builder/definition/circe';
import { inward, outward, standing, stepped } from '@/features/research/builder/definition/moving';
import { named, type Path } from '@/features/research/builder/definition/paths';

interface Props {
  path: Path;
  number: string;
  onRemove: () => void;
  children: ReactNode;
}

/** One part of a group: dragged by its handle to any group, or moved by the arrow keys on it. */
export function GroupPart({ path, number, onRemove, children }: Props) {
  const { t } = useTranslation('builder');
  const { readOnly } = useBuilder();
  const dragging = useDrag();
  const { group, list, at } = standing(path);
  const { isOver, ...target } = useDropTarget(named(path), group, { list, at });
  const onKeyDown = (event: KeyboardEvent) => {
    const moves = {
      ArrowUp: (now: Expression) => stepped(now, path, -1),
      ArrowDown: (now: Expression) => stepped(now, path, 1),
      ArrowLeft: (now: Expression) => outward(now, path),
      ArrowRight: (now: Expression) => inward(now, path),
    };
    const move = moves[event.key as keyof typeof moves];
    if (!move) return;
    event.preventDefault();
    dragging.move(move);
  };
  return (
    <div className={`${styles.card} ${styles.part} ${isOver ? styles.over : ''}`} {...target}>
      <div className={styles.grip}>
        {!readOnly && (
          <button
            type="button"
            className={styles.handle}
            draggable
            data-handle={named(path)}
            aria-label={t('part.move', { number })}
            title={t('part.moveHint')}
            onDragStart={(event) => {
              event.stopPropagation();
              event.dataTransfer.effectAllowed = 'move';
              event.dataTransfer.setData('text/plain', number);
              dragging.part.current = path;
            }}
            onDragEnd={() => {
              dragging.part.current = undefined;
              dragging.setOver(undefined);
            }}
            onKeyDown={onKeyDown}
          >
            <HolderOutlined aria-hidden />
          </button>
        )}
        <span className={styles.quiet}>{number}</span>
      </div>
      {children}
      {!readOnly && (
        <Button
          size="small"
          type="text"
          icon={<DeleteOutlined aria-hidden />}
          aria-label={t('part.remove', { number })}
          onClick={onRemove}
        />
      )}
    </div>
  );
}
