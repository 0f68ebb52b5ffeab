import { createLink } from '@tanstack/react-router';
import { Button, type ButtonProps } from 'antd';
import { forwardRef } from 'react';

type AnchorButtonProps = Omit<ButtonProps, 'href'> & { href?: string };

const AnchorButton = forwardRef<HTMLAnchorElement, AnchorButtonProps>((props, ref) => (
  <Button {...props} ref={ref as never} />
));
AnchorButton.displayName = 'AnchorButton';

/** A link to a page of ours that looks like a button. */
export const LinkButton = createLink(AnchorButton);
