"""Kombu's way to Redis, without what ends a worker that was at something when the connection broke.

Kombu 5.7 puts the messages of a closed channel back, and acknowledges them later, with an address it has forgotten by
then: the worker says "Unrecoverable error" and takes nothing any more. A message of ours holds nothing, and the
timetable asks again within seconds, so here the messages of a closed channel are let go.
"""

from kombu.transport import redis


class QoS(redis.QoS):
    """What is not acknowledged yet."""

    restore_at_shutdown = False

    def ack(self, delivery_tag: str) -> None:
        """Say that a message is done, where somebody is there to hear it."""
        if not self.channel.closed:
            super().ack(delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Give a message back, or drop it, where somebody is there to take it."""
        if not self.channel.closed:
            super().reject(delivery_tag, requeue=requeue)


class Channel(redis.Channel):
    """A channel of Redis."""

    QoS = QoS


class Transport(redis.Transport):
    """Redis with such channels."""

    Channel = Channel
