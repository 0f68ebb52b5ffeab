import { Command } from 'cmdk';
import { useTranslation } from 'react-i18next';

interface Props {
  onClose: () => void;
  onHelp: () => void;
}

export default function CommandPalette({ onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Command.Dialog open onOpenChange={onClose} label={t('shell.search')}>
      <Command.Input placeholder={t('shell.search')} />
    </Command.Dialog>
  );
}
