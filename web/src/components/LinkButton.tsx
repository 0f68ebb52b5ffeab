import { createLink } from '@tanstack/react-router';
import { Button, type ButtonProps } from 'antd';
import { forwardRef } from 'react';

/** The router keeps `type` to itself, so that a link says otherwise that it is the page's primary action. */
type AnchorButtonProps = Omit<ButtonProps, 'href' | 'type' | 'color' | 'variant'> & {
  href?: string;
  primary?: boolean;
};

const AnchorButton = forwardRef<HTMLAnchorElement, AnchorButtonProps>(
  ({ primary = false, ...props }, ref) => (
    <Button {...props} {...(primary && { color: 'primary', variant: 'solid' })} ref={ref as never} />
  ),
);
AnchorButton.displayName = 'AnchorButton';

/** A link to a page of ours that looks like a button. */
export const LinkButton = createLink(AnchorButton);
