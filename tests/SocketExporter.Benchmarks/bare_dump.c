// The floor in C: the loop of BareDump.cs. Prints the median CPU time of a dump in microseconds and the number of sockets. Usage: bare_dump RUNS
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char buffer[64 * 1024] __attribute__((aligned(64)));

static double cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static long count(int fd, unsigned sequence)
{
    struct {
        struct nlmsghdr header;
        struct inet_diag_req body;
    } request = {
        .header = { .nlmsg_len = sizeof request, .nlmsg_type = TCPDIAG_GETSOCK, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP, .nlmsg_seq = sequence },
        .body = { .idiag_family = AF_UNSPEC, .idiag_states = 0xfff },
    };
    struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
    if (sendto(fd, &request, sizeof request, 0, (struct sockaddr *)&kernel, sizeof kernel) < 0)
        return -1;
    for (long sockets = 0;;) {
        ssize_t got = recvfrom(fd, buffer, sizeof buffer, 0, NULL, NULL);
        if (got <= 0)
            return -1;
        for (ssize_t at = 0; at + 16 <= got;) {
            struct nlmsghdr *header = (struct nlmsghdr *)(buffer + at);
            if (header->nlmsg_type == NLMSG_DONE)
                return sockets;
            if (header->nlmsg_type == NLMSG_ERROR)
                return -1;
            sockets++;
            at += NLMSG_ALIGN(header->nlmsg_len);
        }
    }
}

static int ascending(const void *a, const void *b)
{
    double d = *(const double *)a - *(const double *)b;
    return (d > 0) - (d < 0);
}

int main(int argc, char **argv)
{
    int runs = argc > 1 ? atoi(argv[1]) : 0;
    if (runs < 1 || runs > 100000)
        return 2;
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    double *us = malloc(runs * sizeof *us);
    long sockets = 0;
    if (fd < 0 || us == NULL || count(fd, 1) < 0)
        return 1;
    for (int i = 0; i < runs; i++) {
        double start = cpu_us();
        sockets = count(fd, i + 2);
        us[i] = cpu_us() - start;
        if (sockets < 0)
            return 1;
    }
    qsort(us, runs, sizeof *us, ascending);
    printf("%.1f %ld\n", us[runs / 2], sockets);
    return 0;
}
