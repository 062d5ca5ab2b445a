// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IntentAuth} from "../account/interfaces/IIntents.sol";
import {MarketUnits} from "./MarketUnits.sol";
import {CoSignature} from "./interfaces/ICashAccounts.sol";
import {IExits} from "./interfaces/IExits.sol";
import {ITransferGate} from "./interfaces/ITransferGate.sol";
import {ExitWord} from "./libraries/ExitWord.sol";
import {FlowWord} from "./libraries/FlowWord.sol";
import {OutflowBucket} from "./libraries/OutflowBucket.sol";

/// @title Exits
/// @notice How money leaves: alone after a delay, at once with the sequencer's consent.
/// @dev A request charges the account's cash to the outflow bucket and keeps the right to it (`charged`) until it is paid or long lapsed;
/// cash that came in later leaves within the room that is left. So a queue of requests is paid in full, and nothing overtakes it.
abstract contract Exits is MarketUnits {
    using SafeERC20 for IERC20;

    bytes32 private constant REQUEST_EXIT_TYPEHASH = keccak256(
        "RequestExit(address account,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );
    bytes32 private constant WITHDRAW_TYPEHASH = keccak256(
        "Withdraw(address account,uint64 amount,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );
    bytes32 private constant WITHDRAW_TO_TYPEHASH = keccak256(
        "WithdrawTo(address account,address to,uint64 amount,bytes data,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );

    uint32 private constant MAX_EXIT_DELAY = 1 hours;
    /// @dev After this a matured request is dead: it must not serve as an option to leave in front of a batch.
    uint256 private constant LAPSE = 10 minutes;
    /// @dev A request renewed this soon keeps its charge, so that repeated requests of one account do not fill the bucket.
    uint256 private constant CHARGE_KEPT = 1 hours;

    // ----------------------------------------------------------------------------------------------------------------- account

    /// @inheritdoc IExits
    function requestExit() external {
        _requestExit(msg.sender);
    }

    /// @inheritdoc IExits
    function requestExitBySig(IntentAuth calldata auth) external {
        _authorize(auth, keccak256(abi.encode(REQUEST_EXIT_TYPEHASH, auth.account, auth.nonce, auth.deadline, auth.gasLimit)));
        _requestExit(auth.account);
    }

    /// @inheritdoc IExits
    function withdrawBySig(uint64 amount, IntentAuth calldata auth, CoSignature calldata coSignature) external {
        bytes32 structHash = keccak256(abi.encode(WITHDRAW_TYPEHASH, auth.account, amount, auth.nonce, auth.deadline, auth.gasLimit));
        _authorizeCoSigned(auth, coSignature, structHash);
        _payAtOnce(auth.account, auth.account, amount);
    }

    /// @inheritdoc IExits
    function withdrawToBySig(
        address to,
        uint64 amount,
        bytes calldata data,
        IntentAuth calldata auth,
        CoSignature calldata coSignature
    ) external {
        bytes32 structHash = keccak256(
            abi.encode(WITHDRAW_TO_TYPEHASH, auth.account, to, amount, keccak256(data), auth.nonce, auth.deadline, auth.gasLimit)
        );
        _authorizeCoSigned(auth, coSignature, structHash);
        _requireReceiver(to);
        ITransferGate(_gate).check(auth.account, to, amount, data);
        _payAtOnce(auth.account, to, amount);
    }

    // ------------------------------------------------------------------------------------------------------------------ anyone

    /// @inheritdoc IExits
    function withdraw(address account, uint256[] calldata tokenIds) external {
        _requireNotFrozen(account);
        ExitWord request = _exits[account];
        require(request.maturesAt() != 0, Exits_NotRequested(account));
        require(block.timestamp >= request.maturesAt(), Exits_NotMatured(request.maturesAt(), block.timestamp));
        require(block.timestamp <= request.lapsesAt(), Exits_Lapsed(request.lapsesAt(), block.timestamp));

        _takeOut(account, tokenIds);
        uint64 amount = _takeCharge(account, request, tokenIds.length == 0);
        if (amount > 0) _pay(account, account, amount);
    }

    // ------------------------------------------------------------------------------------------------------------------- admin

    /// @inheritdoc IExits
    function setExitDelay(uint32 delay) external restricted {
        require(delay <= MAX_EXIT_DELAY, Exits_DelayAboveConstant(delay, MAX_EXIT_DELAY));
        _exitDelay = delay;
        emit ExitDelaySet(delay);
    }

    // ------------------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IExits
    function exitOf(address account) external view returns (uint40 maturesAt, uint40 lapsesAt) {
        ExitWord request = _exits[account];
        return (request.maturesAt(), request.lapsesAt());
    }

    /// @inheritdoc IExits
    function exitDelay() external view returns (uint32) {
        return _exitDelay;
    }

    /// @inheritdoc IExits
    function outflow() external view returns (uint64 total, uint64 queued, uint40 updatedAt) {
        FlowWord flow = _flow;
        uint64 limit = OutflowBucket.limitOf(flow);
        total = OutflowBucket.levelAt(flow, block.timestamp);
        queued = total > limit ? total - limit : 0;
        updatedAt = flow.updatedAt();
    }

    // ----------------------------------------------------------------------------------------------------------------- private

    function _requestExit(address account) private {
        _requireNotFrozen(account);
        ExitWord request = _exits[account];
        if (request.maturesAt() != 0 && block.timestamp <= request.lapsesAt()) return;

        uint64 cash = _accounts[account].cash();
        uint64 kept = block.timestamp <= request.lapsesAt() + CHARGE_KEPT ? request.charged() : 0;
        FlowWord flow = OutflowBucket.charge(_flow, cash > kept ? cash - kept : 0, block.timestamp);
        _flow = flow;
        uint256 wait = _exitDelay + OutflowBucket.waitOf(flow, block.timestamp);
        // The casts hold for 30,000 years.
        uint40 maturesAt = uint40(block.timestamp + (wait < OutflowBucket.LONGEST_QUEUE ? wait : OutflowBucket.LONGEST_QUEUE));
        uint40 lapsesAt = uint40(maturesAt + LAPSE);
        // A right that is renewed shrinks to the money that is still there.
        _exits[account] = request.withMaturesAt(maturesAt).withLapsesAt(lapsesAt).withCharged(cash);
        emit ExitRequested(account, maturesAt, lapsesAt);
    }

    /// @dev How much of the account's cash leaves now: what its request was charged for, and of the rest what the hour has room for.
    function _takeCharge(address account, ExitWord request, bool onlyCash) private returns (uint64 amount) {
        uint64 cash = _accounts[account].cash();
        uint64 charged = request.charged();
        if (cash <= charged) {
            _exits[account] = request.withCharged(charged - cash);
            return cash;
        }
        FlowWord flow = _flow;
        uint64 room = OutflowBucket.roomAt(flow, block.timestamp);
        uint64 excess = cash - charged < room ? cash - charged : room;
        amount = charged + excess;
        require(amount > 0 || !onlyCash, Exits_OutflowLimit(0, cash));
        _exits[account] = request.withCharged(0);
        if (excess > 0) _flow = OutflowBucket.charge(flow, excess, block.timestamp);
    }

    function _payAtOnce(address account, address to, uint64 amount) private {
        _requireNotFrozen(account);
        FlowWord flow = _flow;
        uint64 room = OutflowBucket.roomAt(flow, block.timestamp);
        require(amount <= room, Exits_OutflowLimit(room, amount));
        _flow = OutflowBucket.charge(flow, amount, block.timestamp);
        _pay(account, to, amount);
    }

    function _pay(address account, address to, uint64 amount) private {
        _debit(account, amount);
        _flow = _flow.withTotalCash(_flow.totalCash() - amount);
        emit Withdrawn(account, to, amount);
        IERC20(MONEY_TOKEN).safeTransfer(to, amount);
    }
}
