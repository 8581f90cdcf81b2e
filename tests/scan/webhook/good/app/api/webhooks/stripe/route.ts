import Stripe from "stripe";
import { prisma } from "@/lib/prisma";

const stripe = new Stripe(process.env.STRIPE_SECRET_KEY!);

export async function POST(request: Request) {
  const event = stripe.webhooks.constructEvent(await request.text(), request.headers.get("stripe-signature")!, process.env.STRIPE_WEBHOOK_SECRET!);
  const session = event.data.object as Stripe.Checkout.Session;
  const workspace = await prisma.workspace.findUnique({ where: { stripeCustomerId: session.customer as string } });
  await prisma.user.updateMany({ where: { email: session.customer_email!, stripeCustomerId: session.customer as string }, data: {} });
  await prisma.invoice.update({ where: { id: session.client_reference_id! }, data: { status: "paid" } });
  return Response.json(workspace);
}
